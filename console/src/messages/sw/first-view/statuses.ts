import type { Translation } from '../../catalogue.ts'

export const statuses: Translation<'statuses'> = {
  Queued: 'Kwenye foleni',
  Processing: 'Inaendelea',
  'Pending Async': 'Inasubiri jibu',
  Successful: 'Imefaulu',
  Completed: 'Imekamilika',
  'Completed with error(s)': 'Imekamilika na makosa',
  Failed: 'Imeshindwa',
  Paused: 'Imesitishwa',
  Cancelled: 'Imeghairiwa',
}
