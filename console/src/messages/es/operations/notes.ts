import type { Translation } from '../../catalogue.ts'
export const notes: Translation<'notes'> = {
  title: 'Notas',
  none: 'Todavía no hay notas.',
  one: '{name}, {time}',
  text: 'Nota nueva',
  help: 'La lee quien puede ver esta página. No escriba contraseñas ni datos de pacientes.',
  add: 'Añadir la nota',
  remove: 'Eliminar la nota: {name}, {time}',
}
