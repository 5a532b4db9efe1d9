import type { Translation } from '../../catalogue.ts'

export const savedViews: Translation<'savedViews'> = {
  title: 'Vistas guardadas',
  none: 'Todavía no hay vistas guardadas.',
  name: 'Nombre',
  save: 'Guardar esta consulta',
  shared: 'Mostrarla a todos los que pueden ver esta lista',
  remove: 'Quitar {name}',
  private: 'Los valores que pueden identificar a un paciente no se guardan.',
}
