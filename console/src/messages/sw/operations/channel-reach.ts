import type { Translation } from '../../catalogue.ts'

export const channelReach: Translation<'channelReach'> = {
  title: 'Nani anaweza kufikia chaneli hii',
  intro: 'Kama ilivyohifadhiwa, kati ya wateja unaowaona.',
  through: 'Kupitia',
  clients: 'Wateja',
  everybody: 'Wote: chaneli ni ya umma.',
  nobody: 'Hakuna: chaneli hairuhusu jukumu wala mteja yeyote.',
  role: 'jukumu {role}',
  client: 'mteja mwenyewe',
  none: 'hakuna mteja aliye nalo',
  count: 'Wateja {count}',
}
