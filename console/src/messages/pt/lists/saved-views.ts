import type { Translation } from '../../catalogue.ts'

export const savedViews: Translation<'savedViews'> = {
  title: 'Vistas guardadas',
  none: 'Ainda não há vistas guardadas.',
  name: 'Nome',
  save: 'Guardar esta consulta',
  shared: 'Mostrar a todos os que podem ver esta lista',
  remove: 'Remover {name}',
  private: 'Os valores que podem identificar um doente não são guardados.',
}
