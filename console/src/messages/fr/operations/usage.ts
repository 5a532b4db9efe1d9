import type { Translation } from '../../catalogue.ts'

export const usage: Translation<'usage'> = {
  role: 'Rôle {role}',
  change: 'Modifier le rôle',
  'channels.used':
    'Il ouvre {count} {count:canal|canaux}, dont {used} {used:utilisé|utilisés} ces {days} derniers jours.',
  'clients.used': '{count} {count:client l’a|clients l’ont}, dont {used} {used:l’a utilisé|l’ont utilisé}.',
  'channel.used':
    '{count} {count:client peut|clients peuvent} l’utiliser, dont {used} {used:l’a fait|l’ont fait} ces {days} derniers jours.',
  since: 'Compté depuis le {day}.',
  channels: 'Canaux qu’il ouvre',
  'channels.none': 'Il n’ouvre aucun canal.',
  clients: 'Clients qui l’ont',
  'clients.none': 'Aucun client ne l’a.',
  use: 'Utilisation par ces clients',
  channel: 'Canal',
  client: 'Client',
  requests: 'Requêtes',
  'last-used': 'Dernière utilisation',
  unused: 'non utilisé',
  others: 'Non affichés : {count} de plus.',
}
