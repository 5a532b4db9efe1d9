import type { Translation } from '../../catalogue.ts'

export const timedRoles: Translation<'timedRoles'> = {
  title: 'Rôles',
  lasting: 'Sans fin : {roles}',
  timed: 'Rôles pour une période',
  role: 'Rôle',
  state: 'État',
  early: 'pas encore',
  active: 'actif',
  ended: 'terminé',
  from: 'Début',
  'from.help': 'Vide : il vaut tout de suite.',
  'from.ever': 'tout de suite',
  until: 'Fin',
  'until.help': 'Vide : il n’a pas de fin.',
  'until.ever': 'sans fin',
  actions: 'Actions',
  remove: 'Retirer le rôle {role}',
  give: 'Donner un rôle pour une période',
  'give.act': 'Donner le rôle',
  help: 'Pour un remplacement, un audit ou un essai. Le rôle vaut dès le premier instant et se termine tout seul. Un rôle que le client a déjà reçoit cette période.',
}
