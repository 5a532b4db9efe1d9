import type { importNotes } from '@mediary/contract/reasons/metadata'
import type { Wording } from '../../catalogue.ts'

/** Notes of an import about a document that it took. */
export const notesOfImports: Wording<typeof importNotes> = {
  'import-fields-not-kept': 'Sehemu hizi hazihifadhiwi: {fields}',
  'import-secrets-missing': 'Faili iliyohamishwa haina {fields}',
  'import-route-password-missing': 'Nenosiri la njia si sehemu ya faili iliyohamishwa',
  'import-mediator-password-missing': 'faili iliyohamishwa haina manenosiri',
  'import-own-id-among-roles': '"{role}" imeachwa: chaneli zinazoiruhusu humruhusu mteja kwa kitambulisho chake',
  'import-without-credential': 'Mteja hana nenosiri, tokeni, cheti wala kikoa: JWT pekee inaweza kumtambua',
  'import-stays-disabled': 'mteja anabaki amezimwa. Uingizaji haumwashi',
  'import-channel-disabled': 'Chaneli imezimwa, kwa sababu inayofuata',
  'import-group-unknown': 'hakuna kikundi cha mawasiliano kinachoitwa "{group}"',
  'import-certificate-unknown': 'hifadhi ya funguo haina cheti {certificate}; sehemu hiyo haihifadhiwi',
  'import-transform-shortened': '"{from}" inasomwa kama "{to}", kama OpenHIM inavyoisoma',
  'import-needs-restart': 'Cheti cha seva kitaanza kutumika baada ya kuwasha upya',
  'import-key-not-exported': 'Cheti cha seva hakijachukuliwa: faili iliyohamishwa haina ufunguo wake',
  'import-key-missing': 'Cheti cha seva hakijachukuliwa: ufunguo wake haupo',
  'import-user-role-added': 'Jukumu la mtumiaji "{name}" limeongezwa bila ruhusa',
  'import-link-dropped': 'Kiungo cha kuweka nenosiri hakijachukuliwa: tengeneza kipya',
  'import-user-of-openid': 'Hakuna kuingia kwa OpenID Connect: mpe mtumiaji kiungo cha kuweka nenosiri',
  'import-second-passport':
    'Mtumiaji ana nenosiri moja: la pasipoti nyingine limechukuliwa, na la pasipoti ya {protocol} halijachukuliwa',
  'import-names-unknown': 'hakuna kinachoitwa {names}; kimeachwa',
  'import-group-became-role': 'Jukumu la mtumiaji limetengenezwa kutokana na kikundi, pamoja na chaneli zinazokitaja',
  'import-certificate-not-held': 'Hifadhi ya funguo haina cheti chenye alama yake: mteja atatambuliwa kitakapokuwepo',
  'import-domain-differs': 'Kikoa chake ni "{domain}" na cheti chake kinasema {names}',
}
