import type { Translation } from '../../catalogue.ts'

export const columns: Translation<'columns'> = {
  columns: 'Colonnes',
  width: 'Largeur de {column}',
  default: 'Colonnes par défaut',
  sort: 'Trier par',
  reverse: 'Inverser l’ordre',
}
