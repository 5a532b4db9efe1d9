import type { Translation } from '../../catalogue.ts'

export const timedRoles: Translation<'timedRoles'> = {
  title: 'Majukumu',
  lasting: 'Bila mwisho: {roles}',
  timed: 'Majukumu ya muda',
  role: 'Jukumu',
  state: 'Hali',
  early: 'bado',
  active: 'linatumika',
  ended: 'limekwisha',
  from: 'Kuanzia',
  'from.help': 'Ikiwa wazi: linaanza mara moja.',
  'from.ever': 'mara moja',
  until: 'Hadi',
  'until.help': 'Ikiwa wazi: halina mwisho.',
  'until.ever': 'bila mwisho',
  actions: 'Vitendo',
  remove: 'Ondoa jukumu {role}',
  give: 'Toa jukumu la muda',
  'give.act': 'Toa jukumu',
  help: 'Kwa anayeshika nafasi, ukaguzi au majaribio. Jukumu linaanza mara tu muda unapofika na linaisha lenyewe. Jukumu ambalo mteja tayari analo linapata muda huu.',
}
