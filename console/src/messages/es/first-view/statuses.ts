import type { Translation } from '../../catalogue.ts'

export const statuses: Translation<'statuses'> = {
  Queued: 'En cola',
  Processing: 'En curso',
  'Pending Async': 'Pendiente (asíncrona)',
  Successful: 'Exitosa',
  Completed: 'Completada',
  'Completed with error(s)': 'Completada con error(es)',
  Failed: 'Fallida',
  Paused: 'En pausa',
  Cancelled: 'Cancelada',
}
