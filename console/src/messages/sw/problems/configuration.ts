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
  'secret-in-plain': 'Siri imeandikwa hapa wazi: andika rejeleo la kigezo au la faili mahali pake',
  'not-a-verifier': 'Hiki si kithibitishi wala rejeleo la kigezo au la faili',
  'verifier-of-another-key':
    'Kithibitishi cha tokeni hii kilitengenezwa kwa ufunguo mwingine wa usakinishaji: tumia ufunguo huo (MEDIARY_INSTALLATION_KEY), au andika rejeleo la tokeni',
}
