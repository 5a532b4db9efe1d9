import type { Translation } from '../../catalogue.ts'
export const notes: Translation<'notes'> = {
  title: 'Notes',
  none: 'Il n’y a pas encore de note.',
  one: '{name}, {time}',
  text: 'Nouvelle note',
  help: 'Toute personne qui peut voir cette page la lit. N’écrivez ni mots de passe ni données de patients.',
  add: 'Ajouter la note',
  remove: 'Supprimer la note : {name}, {time}',
}
