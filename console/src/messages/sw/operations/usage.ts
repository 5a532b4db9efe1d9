import type { Translation } from '../../catalogue.ts'

export const usage: Translation<'usage'> = {
  role: 'Jukumu {role}',
  change: 'Badilisha jukumu',
  'channels.used': 'Linafungua chaneli {count}; zilizotumika katika siku {days} zilizopita: {used}.',
  'clients.used': 'Wateja walio nalo: {count}; waliolitumia: {used}.',
  'channel.used': 'Wateja wanaoweza kuitumia: {count}; walioitumia katika siku {days} zilizopita: {used}.',
  since: 'Imehesabiwa tangu {day}.',
  channels: 'Chaneli ambazo linafungua',
  'channels.none': 'Halifungui chaneli yoyote.',
  clients: 'Wateja walio nalo',
  'clients.none': 'Hakuna mteja aliye nalo.',
  use: 'Matumizi ya wateja hawa',
  channel: 'Chaneli',
  client: 'Mteja',
  requests: 'Maombi',
  'last-used': 'Ilitumika mara ya mwisho',
  unused: 'haijatumika',
  others: 'Ambazo hazijaorodheshwa: {count} zaidi.',
}
