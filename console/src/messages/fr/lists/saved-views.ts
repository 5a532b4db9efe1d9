import type { Translation } from '../../catalogue.ts'

export const savedViews: Translation<'savedViews'> = {
  title: 'Vues enregistrées',
  none: 'Aucune vue n’est encore enregistrée.',
  name: 'Nom',
  save: 'Enregistrer cette requête',
  shared: 'La montrer à tous ceux qui peuvent voir cette liste',
  remove: 'Supprimer {name}',
  private: 'Les valeurs qui peuvent identifier un patient ne sont pas enregistrées.',
}
