import type { Translation } from '../../catalogue.ts'

export const columns: Translation<'columns'> = {
  columns: 'Columnas',
  width: 'Ancho de {column}',
  default: 'Columnas predeterminadas',
  sort: 'Ordenar por',
  reverse: 'Invertir el orden',
}
