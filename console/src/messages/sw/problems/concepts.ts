import type { appReasons } from '@mediary/contract/reasons/apps'
import type { channelReasons } from '@mediary/contract/reasons/channels'
import type { clientReasons } from '@mediary/contract/reasons/clients'
import type { contactGroupReasons } from '@mediary/contract/reasons/contact-groups'
import type { mediatorReasons } from '@mediary/contract/reasons/mediators'
import type { transactionReasons } from '@mediary/contract/reasons/transactions'
import type { userReasons } from '@mediary/contract/reasons/users'
import type { visualizerReasons } from '@mediary/contract/reasons/visualizers'
import type { Wording } from '../../catalogue.ts'

export const channels: Wording<typeof channelReasons> = {
  'channel-not-found': 'Hakuna chaneli yenye kitambulisho {id}',
  'channel-name-taken': 'Chaneli yenye jina "{name}" tayari ipo',
  'channel-port-taken': 'Chaneli "{name}" tayari inasikiliza kwenye port {port}',
  'channel-gone': 'chaneli haipo tena',
  'channel-without-methods': 'chaneli ya HTTP inahitaji angalau mbinu moja',
  'methods-only-for-http': 'chaneli ya HTTP pekee ndiyo yenye mbinu',
  'repeated-methods': 'Mbinu zisirudiwe. Zilizorudiwa: {methods}',
  'no-primary-route': 'chaneli lazima iwe na njia kuu moja iliyowashwa',
  'several-primary-routes': 'chaneli haiwezi kuwa na njia kuu kadhaa zilizowashwa',
  'not-status-codes': 'lazima ziwe hali kama 404 au makundi kama 2**, kwa koma',
  'path-or-transform': 'njia ina path au ugeuzaji wa path, si zote mbili',
  'route-needs-host': 'njia inahitaji host',
  'not-a-host': 'si jina wala anwani ya IP',
  'host-is-an-address': 'lazima iwe host pekee, bila sehemu nyingine za anwani; ina sehemu hizi: {found}',
  'route-needs-port': 'njia inahitaji port',
  'route-to-gateway':
    'Port {port} ya host hii ni ya gateway hii. Njia inaweza kuelekea chaneli nyingine. Maombi yanayorudi, na ujumbe kutoka chaneli moja ya TCP hadi nyingine, hukataliwa',
  'body-age-without-bodies': 'inahitaji requestBody au responseBody ihifadhiwe',
  'content-value-missing': '{rule} inahitaji thamani ya kulinganisha',
  'schedule-missing': 'chaneli ya kuuliza inahitaji ratiba',
  'tcp-port-missing': 'chaneli ya TCP inahitaji port',
  'private-tcp': 'TCP ya kawaida haiwezi kuthibitisha wateja: fanya chaneli iwe ya umma, na orodhesha anwani',
  'kafka-not-available': 'Njia za Kafka bado hazipatikani: chaneli inaweza kuhifadhiwa kwa hali "disabled"',
  'not-an-origin': 'lazima ziwe asili kama https://app.example, bila njia, au *',
  'any-origin-with-credentials': 'haiwezi kuunganishwa na asili *: taja asili',
  'channel-takes-others':
    'Chaneli ingeweza kupokea maombi ya chaneli ambazo huruhusiwi kusimamia. Badiliko hili linahitaji ruhusa "channel-manage-all"',
  'trusted-certificate-gone': 'cheti hiki kinachoaminiwa hakipo tena',
  'too-many-connection-checks': 'Miunganisho mingi mno inajaribiwa: jaribu tena baada ya muda',
  'not-a-polling-channel': 'Ni chaneli ya kuuliza tu inayoweza kuanzishwa',
  'channel-not-enabled': 'Chaneli haijawashwa',
  'already-polling': 'Chaneli inauliza sasa hivi',
  'poll-failed': 'Huduma ilijibu {status}',
}

export const clients: Wording<typeof clientReasons> = {
  'client-not-found': 'Hakuna mteja mwenye kitambulisho {id}',
  'client-domain-not-found': 'Hakuna mteja mwenye kikoa "{domain}"',
  'client-hidden': 'Huruhusiwi kumwona mteja huyu',
  'client-id-taken': 'Mteja mwenye Client ID "{clientID}" tayari yupo',
  'token-taken': 'Tokeni maalum lazima iwe ya kipekee: mteja mwingine anayo',
  'colon-with-password':
    'isiwe na nukta mbili mteja akiwa na nenosiri: Basic Auth ingechukua kinachofuata kuwa nenosiri',
  'client-status-elsewhere': 'haibadilishwi hapa: POST /clients/:id/disable na /enable hubadilisha, pamoja na sababu',
  'limits-empty': 'lazima itaje angalau kikomo kimoja',
  'burst-without-rate': 'inahitaji kikomo cha maombi kwa sekunde',
  'status-period-empty': 'lazima iwe baada ya mwanzo, na isiwe imepita',
  'status-until-then':
    'Mteja tayari yuko katika hali hiyo ({status}). Badiliko linaloanza baadaye lingeiondoa hadi wakati huo: acha "from"',
  'credential-not-found': 'Mteja hana kitambulisho chenye id {id}',
  'credential-not-active': 'Kitambulisho hakitumiki sasa: ongeza kingine badala yake',
  'too-many-credentials': 'Mteja tayari ana vitambulisho {max} vya aina hii: futa kimoja kwanza',
  'not-of-this-kind': 'si sehemu ya kitambulisho cha aina {kind}',
  'secret-checksum-wrong': 'inafanana na siri iliyotengenezwa na seva, na jumla yake ya ukaguzi si sahihi',
  'subject-taken': 'Mteja mwingine ana mhusika "{subject}"',
  'timed-role-without-time': 'inahitaji "from", "until" au vyote viwili: jukumu lisilo navyo huwekwa katika "roles"',
  'timed-role-repeated': 'inataja jukumu mara mbili',
  'timed-role-not-now': 'inataja "{role}", ambalo mteja analo kwa muda usio wa sasa tu: badilisha "timedRoles"',
  'client-needs-role': 'mteja anahitaji angalau jukumu moja',
  'client-needs-credential':
    'Mteja anahitaji angalau njia moja ya kujithibitisha: nenosiri, tokeni maalum, cheti au kikoa chake',
  'role-named-as-its-client': 'jukumu haliwezi kuwa na jina la mteja wake',
  'client-id-is-a-role': 'Kuna jukumu lenye jina "{name}": Client ID haiwezi kuwa sawa',
  'role-is-a-client-id': 'Kuna mteja mwenye Client ID "{name}": jukumu haliwezi kuwa na jina hilo',
  'role-not-found': 'Hakuna jukumu lenye jina "{name}"',
  'role-name-taken': 'Jukumu lenye jina "{name}" tayari lipo',
  'role-not-yours': 'Huwezi kutoa jukumu "{role}": linafungua chaneli ambazo huruhusiwi kusimamia',
  'role-member-not-yours': 'Huwezi kumpa {id} jukumu: huruhusiwi kusimamia {id}',
  'identity-not-yours': 'Mteja mwingine, ambaye huruhusiwi kumsimamia, ana {field} ile ile',
  'member-not-found': '"{name}" haipo',
  'issuer-not-found': 'Hakuna mtoaji wa JSON Web Tokens mwenye kitambulisho {id}',
  'issuer-taken': 'tayari ni mtoaji wa ingizo jingine',
  'issuer-algorithms-mixed': 'haipaswi kutaja algoriti za siri ya pamoja (HS256, HS384, HS512) pamoja na nyingine',
  'issuer-secret-too-short': 'lazima iwe na angalau baiti {min} kwa {algorithms}',
  'issuer-secret-unused': 'inahusu algoriti HS256, HS384 na HS512 tu',
  'issuer-needs-other-key': 'inataja algoriti zinazohitaji siri ya pamoja, si funguo za umma wala seti ya funguo',
  'issuer-needs-keys': 'inahitaji funguo za umma au anwani ya seti ya funguo (jwksUri)',
  'issuer-not-a-public-key': 'si ufunguo wa umma katika muundo wa PEM',
  'csv-empty': 'Faili halina mstari wenye majina ya safu zake',
  'csv-quote-not-closed': 'ina alama ya nukuu isiyofungwa',
  'csv-quote-inside': 'ina alama ya nukuu ndani: weka seli nzima kati ya alama za nukuu, na rudufu zilizo ndani',
  'csv-column-unknown': 'si safu ya uingizaji. Safu ni: {columns}',
  'csv-column-repeated': 'imeandikwa mara mbili katika mstari wa kwanza',
  'csv-too-many-cells': 'haina safu: mstari una seli nyingi kuliko mstari wa kwanza',
  'csv-too-many-lines': 'Uingizaji una wateja {max} tu: gawanya faili',
  'csv-repeated': 'tayari iko katika mstari {line}',
  'csv-made-here': 'lazima iwe tupu au "{text}": seva hutengeneza siri na kuionyesha mara moja tu',
  'csv-yes-or-no': 'lazima iwe yes, no au tupu',
  'csv-too-many-passwords': 'Uingizaji hutengeneza manenosiri {max} tu: gawanya faili, au tumia tokeni',
  'import-overtaken': 'Wateja walibadilishwa wakati huo: angalia faili tena',
  'tried-channel-hidden': 'Huruhusiwi kuona chaneli inayopokea ombi hili',
}

export const mediators: Wording<typeof mediatorReasons> = {
  'mediator-not-found': 'Hakuna mpatanishi mwenye URN {urn}',
  'mediator-not-yours': 'Huruhusiwi kusajili mpatanishi mwenye URN {urn}',
  'channels-not-yours': 'Huruhusiwi kuongeza chaneli',
  'mediator-without-endpoint': 'mpatanishi mpya anahitaji angalau endpoint moja',
  'not-a-version': 'lazima iwe toleo kama kwenye SemVer: x.y.z',
  'channel-not-offered': 'mpatanishi hatoi chaneli yenye jina {name}',
  'parameter-defined-twice': '"{name}" imeelezwa mara mbili',
  'option-without-values': 'chaguo linahitaji thamani za kuchagua',
  'struct-without-template': 'struct inahitaji kiolezo',
  'struct-in-struct': 'struct haiwezi kuwa na struct nyingine',
  'unknown-parameter': 'mpatanishi hana kigezo hicho',
  'unknown-struct-field': 'kiolezo hakina sehemu hiyo',
  'not-a-text-map': 'lazima iwe object ambayo thamani zake ni maandishi',
  'not-an-option': 'lazima iwe moja ya: {options}',
  'mask-without-password': 'hakuna nenosiri lililohifadhiwa kwa alama hii: tuma nenosiri lenyewe',
}

export const transactions: Wording<typeof transactionReasons> = {
  'transaction-not-found': 'Hakuna muamala wenye kitambulisho {id}',
  'transactions-read-only': 'Huruhusiwi kubadilisha miamala ya chaneli hii',
  'channel-not-among-yours': 'Hairuhusiwi: huna ufikiaji wa chaneli {channel}',
  'transaction-under-way': 'Muamala bado unaendelea',
  'transaction-channel-gone': 'Chaneli ya muamala haipo tena',
  'no-such-channel': 'hakuna chaneli kama hiyo',
  'page-too-far': 'ni mbali mno: endelea kwa `before` kutoka ukurasa uliotangulia',
  'search-too-slow': 'Utafutaji umechukua muda mrefu mno: omba kidogo',
  'bodies-hidden': 'Huruhusiwi kuona miili ya chaneli hii',
  'body-not-stored': 'Hakuna mwili uliohifadhiwa wa {name}',
  'body-needs-reason': 'chaneli inataka sababu ya kuona mwili',
  'too-many-calls': 'Muamala una wito usiozidi {max}',
  'bodies-too-large': 'Miili ambayo wapatanishi huongeza kwa muamala isizidi baiti {max}',
  'properties-too-long': 'isizidi herufi {max}',
  'issue-not-found': 'Hakuna tatizo unaloweza kuona lenye kitambulisho {id}',
  'task-not-found': 'Hakuna kazi yenye kitambulisho {id}',
  'task-cannot-become': 'Kazi iliyo {status} haiwezi kuwa {command}',
  'order-unknown': 'lazima iwe "time", au ufunguo "client", "channel" au jina la ufunguo wa utafutaji',
  'rerun-not-allowed': 'Huruhusiwi kurudia miamala ya chaneli {channel}',
  'rerun-needs-permission': 'Hii inahitaji ruhusa {permission} kwa {channel}',
  'channels-closed': 'chaneli {channels} imezimwa au imefutwa',
  'rerun-channel-deleted': 'Chaneli yake haipo tena',
  'rerun-channel-disabled': 'Chaneli "{channel}" imezimwa',
  'rerun-under-way': 'Bado unaendelea',
  'rerun-method-not-taken': 'Chaneli "{channel}" haipokei {method}',
  'rerun-path-not-taken': 'Chaneli "{channel}" haipokei njia {path}',
  'rerun-path-malformed': 'Njia ina sehemu "." au "..", ambazo huduma inaweza kuzielewa kama njia nyingine',
  'rerun-content-not-taken': 'Chaneli "{channel}" haipokei maudhui haya',
  'rerun-client-deleted': 'Mteja wake hayupo tena, na chaneli "{channel}" ni binafsi',
  'rerun-client-disabled': 'Mteja wake amezimwa',
  'rerun-client-not-allowed': 'Mteja wake haruhusiwi kutumia chaneli "{channel}"',
  'rerun-address-not-allowed': 'Anwani {address} hairuhusiwi kutumia chaneli "{channel}"',
  'rerun-body-not-stored': 'Mwili wake haujahifadhiwa',
  'header-reserved': 'kichwa {name} huwekwa na lango',
  'header-not-sendable': 'kichwa {name} kina herufi ambazo kichwa hakiwezi kuwa nazo',
  'retention-busy': 'Node nyingine inaondoa rekodi zilizoisha muda',
  'body-key-not-found': 'Hakuna ufunguo wa {month}',
}

export const users: Wording<typeof userReasons> = {
  unauthorized: 'Hairuhusiwi',
  'not-signed-in': 'Hujaingia',
  'permission-missing': '{user} hana ruhusa "{permission}"',
  'other-site':
    'Wito huu hubadilisha kitu na unatoka kwenye ukurasa wa tovuti nyingine. Nyuma ya proxy, weka anwani ya proxy kwenye trustedProxies (MEDIARY_TRUSTED_PROXIES)',
  'too-many-passwords': 'Manenosiri mengi yasiyo sahihi: jaribu tena baada ya dakika chache',
  'too-many-link-requests': 'Maombi mengi ya viungo vya nenosiri: jaribu tena baada ya dakika chache',
  'passwords-busy': 'Manenosiri mengi mno yanathibitishwa: jaribu tena baada ya muda',
  'current-password-needed': 'linahitajika ili kubadilisha nenosiri lako',
  'current-password-wrong': 'si nenosiri lako',
  'first-user-exists': 'Mtumiaji wa kwanza ameshatengenezwa',
  'setup-link-invalid': 'Kiungo hiki cha kuanzisha si sahihi: kipya zaidi tu ndicho sahihi',
  'user-not-found': 'Hakuna mtumiaji mwenye barua pepe {email}.',
  'user-email-taken': 'Mtumiaji mwenye barua pepe {email} tayari yupo',
  'only-yourself-visible': 'Unaruhusiwa kujiona wewe mwenyewe tu',
  'only-yourself-editable': 'Unaruhusiwa kujibadilisha wewe mwenyewe tu',
  'user-role-not-found': 'Hakuna jukumu la mtumiaji lenye jina "{name}"',
  'user-role-unknown': 'hakuna jukumu la mtumiaji lenye jina "{name}"',
  'user-role-name-taken': 'Jukumu la mtumiaji lenye jina "{name}" tayari lipo',
  'permission-not-yours': 'Huwezi kutoa ruhusa "{permission}", ambayo huna',
  'name-gives-permission':
    'Kwa jina "{name}", watumiaji wengine wangepata ruhusa "{permission}" kwa chaneli hii, ambayo wewe huna',
  'user-outranks-you': 'Mtumiaji huyu ana ruhusa "{permission}", ambayo huna',
  'last-user-manager': 'Lazima abaki mtumiaji mmoja anayeweza kuingia na kusimamia watumiaji',
  'link-unknown': 'Kiungo hiki hakijulikani: kimeshatumika, au kipya kimechukua nafasi yake',
  'no-openid': 'lazima iwe local au token: watumiaji huingia kwa nenosiri, si kwa OpenID Connect',
  'link-not-imported': 'haiwezi kuwekwa: POST /users/:email/password-link hutengeneza kiungo cha mara moja',
  'link-expired': 'Kiungo hiki kimeisha muda',
}

export const contactGroups: Wording<typeof contactGroupReasons> = {
  'contact-group-not-found': 'Hakuna kundi la mawasiliano lenye kitambulisho {id}',
  'contact-group-name-taken': 'Kundi la mawasiliano lenye jina "{name}" tayari lipo',
  'contact-group-in-use':
    'Arifa za chaneli {count} hutumia kundi hili la mawasiliano. Chaneli unazoweza kuona: {channels}',
  'contact-group-gets-notices':
    'Kundi hili la mawasiliano hupokea taarifa za usakinishaji: liondoe kwanza katika mipangilio ya taarifa',
}

export const visualizers: Wording<typeof visualizerReasons> = {
  'visualizer-not-found': 'Hakuna kionyeshi chenye kitambulisho {id}',
  'visualizer-name-taken': 'Kionyeshi chenye jina "{name}" tayari kipo',
  'not-a-colour': 'lazima iwe rangi kama #4cae4c',
}

export const apps: Wording<typeof appReasons> = {
  'app-not-found': 'Hakuna programu yenye kitambulisho {id}',
  'app-name-taken': 'Programu yenye jina "{name}" tayari ipo',
  'not-a-link': 'lazima iwe anwani inayoanza na https://, http:// au /',
}
