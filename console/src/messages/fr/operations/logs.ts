import type { Translation } from '../../catalogue.ts'

export const logs: Translation<'logs'> = {
  title: 'Journal du serveur',
  intro:
    'Les dernières lignes de ce serveur, les plus récentes d’abord. Elles ne contiennent ni corps de messages ni mots de passe. La sortie standard a toutes les lignes.',
  find: 'Chercher dans le journal',
  level: 'Niveau',
  'from.debug': 'Tout',
  'from.info': 'Informations et plus',
  'from.warn': 'Avertissements et erreurs',
  'from.error': 'Erreurs seulement',
  debug: 'Détail',
  info: 'Information',
  warn: 'Avertissement',
  error: 'Erreur',
  pause: 'Pause',
  continue: 'Reprendre',
  paused: 'En pause : les nouvelles lignes ne sont pas affichées.',
  none: 'Aucune ligne ne correspond. Les lignes sont gardées depuis le démarrage du serveur.',
  time: 'Heure',
  process: 'Processus',
  message: 'Message',
  details: 'Détails',
  transaction: 'Transaction',
  show: 'Afficher la transaction',
}
