import type { Translation } from '../../catalogue.ts'

export const channelReach: Translation<'channelReach'> = {
  title: 'Qui peut atteindre ce canal',
  intro: 'Tel qu’il est enregistré, parmi les clients que vous voyez.',
  through: 'Par',
  clients: 'Clients',
  everybody: 'Tout le monde : le canal est public.',
  nobody: 'Personne : le canal n’autorise aucun rôle ni aucun client.',
  role: 'rôle {role}',
  client: 'le client lui-même',
  none: 'aucun client ne l’a',
  count: '{count} {count:client|clients}',
}
