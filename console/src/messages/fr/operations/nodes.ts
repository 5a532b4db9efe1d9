import type { Translation } from '../../catalogue.ts'

export const nodes: Translation<'nodes'> = {
  title: 'Nœuds',
  intro:
    'Les nœuds qui partagent cette base de données. Un nœud est un Mediary en marche : plusieurs servent derrière un répartiteur de charge.',
  this: 'Ce nœud',
  ready: 'Prêt',
  'not-ready': 'Pas prêt',
  away: 'Absent',
  'not-ready-because': 'Pas prêt parce que',
  version: 'Version',
  since: 'En marche depuis',
  'last-seen': 'Vu pour la dernière fois',
  configuration: 'Configuration',
  newest: 'numéro {number}, la plus récente',
  behind: 'numéro {number} sur {newest} : il se met à jour',
  certificate: 'Certificat présenté aux clients (SHA-256)',
  leases: 'Processus avec un bail',
  lease: '{process}, vu pour la dernière fois {time}',
  clock: 'Horloge',
  'clock-ahead': '{milliseconds} ms en avance sur la base de données',
  'clock-behind': '{milliseconds} ms en retard sur la base de données',
  'versions-differ': 'Les nœuds ont des versions différentes. Terminez la mise à niveau sur tous.',
  'certificates-differ':
    'Les nœuds présentent des certificats différents. Redémarrez ceux qui présentent encore l’ancien.',
  'settings-differ':
    'Certains réglages des nœuds diffèrent : fuseau horaire, authentification, TLS ou compatibilité. Donnez les mêmes réglages à tous les nœuds.',
  'clock-wrong':
    'L’horloge d’un nœud est fausse de plus de deux secondes, et les heures de ses enregistrements aussi. Réglez l’horloge par NTP.',
}
