import type { Translation } from '../../catalogue.ts'

export const statuses: Translation<'statuses'> = {
  Queued: 'En attente',
  Processing: 'En cours',
  'Pending Async': 'En attente (asynchrone)',
  Successful: 'Réussie',
  Completed: 'Terminée',
  'Completed with error(s)': 'Terminée avec erreur(s)',
  Failed: 'Échouée',
  Paused: 'En pause',
  Cancelled: 'Annulée',
}
