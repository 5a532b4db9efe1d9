import type { Translation } from '../../catalogue.ts'

export const savedViews: Translation<'savedViews'> = {
  title: 'Mionekano iliyohifadhiwa',
  none: 'Hakuna mwonekano uliohifadhiwa bado.',
  name: 'Jina',
  save: 'Hifadhi utafutaji huu',
  shared: 'Uonyeshe kwa kila mtu anayeweza kuona orodha hii',
  remove: 'Ondoa {name}',
  private: 'Thamani zinazoweza kumtambulisha mgonjwa hazihifadhiwi.',
}
