import type { Translation } from '../../catalogue.ts'

export const columns: Translation<'columns'> = {
  columns: 'Colunas',
  width: 'Largura de {column}',
  default: 'Colunas predefinidas',
  sort: 'Ordenar por',
  reverse: 'Inverter a ordem',
}
