import type { Translation } from '../../catalogue.ts'

export const columns: Translation<'columns'> = {
  columns: 'Safu wima',
  width: 'Upana wa {column}',
  default: 'Safu wima za kawaida',
  sort: 'Panga kwa',
  reverse: 'Geuza mpangilio',
}
