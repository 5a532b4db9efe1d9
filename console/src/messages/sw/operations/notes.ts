import type { Translation } from '../../catalogue.ts'
export const notes: Translation<'notes'> = {
  title: 'Maelezo',
  none: 'Bado hakuna maelezo.',
  one: '{name}, {time}',
  text: 'Maelezo mapya',
  help: 'Kila anayeweza kuona ukurasa huu huyasoma. Usiandike nywila wala data ya wagonjwa.',
  add: 'Ongeza maelezo',
  remove: 'Ondoa maelezo: {name}, {time}',
}
