import type { Translation } from '../../catalogue.ts'

export const leak: Translation<'leak'> = {
  title: 'Tokeni au nenosiri limevuja',
  intro:
    'Bandika siri, au maandishi yaliyo nayo: kumbukumbu, mazungumzo, faili. Ona ni ya nani na ilifikia nini, kisha ikomeshe kwa kubonyeza mara moja.',
  back: 'Wateja wote',
  text: 'Maandishi yenye siri',
  'text.help':
    'Yanalinganishwa na kusahauliwa: hayahifadhiwi wala kuandikwa kwenye kumbukumbu. Nenosiri hupatikana ikiwa maandishi yanamtaja mteja wake.',
  search: 'Tafuta ni ya nani',
  forgotten: 'Maandishi yamesahauliwa. Yabandike tena ili kutafuta upya.',
  none: 'Maandishi hayana siri yoyote ya usakinishaji huu.',
  nobody: 'Siri za muundo wetu zisizo za mteja yeyote unayeweza kumsimamia: {count}. Mwambie msimamizi.',
  'not-allowed': 'Hii inahitaji ruhusa ya kusimamia wateja.',
  of: 'Siri ya {client}',
  made: 'Ilitengenezwa {time}.',
  used: 'Ilitumika mwisho {time} kutoka {address}.',
  unused: 'Haijawahi kutumika.',
  reached: 'Maombi katika siku {days} zilizopita: {count}.',
  transactions: 'Miamala ya mteja',
  end: 'Ibatilishe na utengeneze mrithi',
  'end.help': 'Ombi linalofuata nayo litakataliwa. Mteja anahitaji mrithi mara moja.',
  ended: 'imekoma',
  'ended.why': 'Siri iliyovuja imekoma: lango linaikataa kuanzia sasa.',
  successor: 'Nakili mrithi sasa: haitaonyeshwa tena.',
  'no-successor': 'Hakuna mrithi, lakini siri iliyovuja imebatilishwa',
  'no-code': 'Hakuna msimbo wa kujiandikisha',
}
