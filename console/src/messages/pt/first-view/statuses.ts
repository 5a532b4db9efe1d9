import type { Translation } from '../../catalogue.ts'

export const statuses: Translation<'statuses'> = {
  Queued: 'Em fila',
  Processing: 'Em curso',
  'Pending Async': 'Pendente (assíncrona)',
  Successful: 'Bem-sucedida',
  Completed: 'Concluída',
  'Completed with error(s)': 'Concluída com erro(s)',
  Failed: 'Falhada',
  Paused: 'Em pausa',
  Cancelled: 'Cancelada',
}
