import type { configurationReasons } from '@mediary/contract/reasons/metadata'
import type { Wording } from '../../catalogue.ts'

export const configuration: Wording<typeof configurationReasons> = {
  'configuration-moved': 'Usanidi umebadilika tangu mpango ulipotengenezwa: tengeneza mpango mpya, na uukague',
  'configuration-twice': 'Hati mbili za {kind} zinahusu "{name}": ondoa mojawapo',
  'configuration-refused': '{kind} "{name}": {reason}',
  'configuration-name-taken': 'Kitu kingine cha {kind} kina jina la "{name}", au siri ileile',
  'plan-does-not-fit': 'Mpango haufai kwa "{name}" ya {kind}: tengeneza mpango mpya',
  'secret-without-value':
    'Rejeleo {reference} halina thamani, na hakuna kilichohifadhiwa kinachoweza kutumika badala yake: liweke unapotengeneza mpango na unapoutekeleza',
  'configuration-other-shape': 'maandishi lazima yawe na format 1 na documents, kama jibu la GET /configuration',
  'yaml-too-large': 'faili ni kubwa kuliko MiB {size}',
  'yaml-too-deep': 'hati ina ngazi nyingi mno',
  'yaml-one-document': 'faili moja lina hati moja',
  'yaml-not-read': 'faili si YAML inayosomwa hapa ({detail})',
  'yaml-references': 'nanga (&jina), lakabu (*jina), lebo (!jina) na funguo za kuunganisha (<<) hazisomwi hapa',
  'yaml-keys': 'funguo za hati ni maandishi, na hakuna ulio __proto__',
  'yaml-fields': 'hati si orodha ya sehemu na thamani zake',
  'folder-without-index': 'folda haina configuration.yaml: haikutengenezwa na mediary export',
  'folder-other-index': 'lazima iseme format: 1, na itaje chini ya covers baadhi ya {kinds}',
  'folder-unknown-kind': 'hakuna aina ya kitu yenye jina la folda yake',
  'folder-other-file': 'faili za vitu huishia na .yaml',
  'folder-not-covered': 'configuration.yaml haitaji aina yake chini ya covers',
  'folder-too-large': 'folda ina zaidi ya faili {files} au MiB {size}',
  'secret-in-plain': 'Siri imeandikwa hapa wazi: andika rejeleo la kigezo au la faili mahali pake',
  'not-a-verifier': 'Hiki si kithibitishi wala rejeleo la kigezo au la faili',
  'verifier-of-another-key':
    'Kithibitishi cha tokeni hii kilitengenezwa kwa ufunguo mwingine wa usakinishaji: tumia ufunguo huo (MEDIARY_INSTALLATION_KEY), au andika rejeleo la tokeni',
}
