import type { Translation } from '../../catalogue.ts'

export const logs: Translation<'logs'> = {
  title: 'Kumbukumbu za seva',
  intro:
    'Mistari mipya ya seva hii, mipya kwanza. Haina maudhui ya ujumbe wala manenosiri. Mistari yote iko kwenye utoaji wa kawaida.',
  find: 'Tafuta kwenye kumbukumbu',
  level: 'Kiwango',
  'from.debug': 'Yote',
  'from.info': 'Taarifa na zaidi',
  'from.warn': 'Maonyo na makosa',
  'from.error': 'Makosa tu',
  debug: 'Undani',
  info: 'Taarifa',
  warn: 'Onyo',
  error: 'Kosa',
  pause: 'Sitisha',
  continue: 'Endelea',
  paused: 'Imesitishwa: mistari mipya haionyeshwi.',
  none: 'Hakuna mstari unaolingana. Mistari huhifadhiwa tangu seva ilipoanza.',
  time: 'Saa',
  process: 'Mchakato',
  message: 'Ujumbe',
  details: 'Maelezo',
  transaction: 'Muamala',
  show: 'Onyesha muamala',
}
