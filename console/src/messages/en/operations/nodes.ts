export const nodes = {
  title: 'Nodes',
  intro:
    'The nodes that share this database. A node is one running Mediary: several of them serve behind a load balancer.',
  this: 'This node',
  ready: 'Ready',
  'not-ready': 'Not ready',
  away: 'Away',
  'not-ready-because': 'Not ready because',
  version: 'Version',
  since: 'Running since',
  'last-seen': 'Last seen',
  configuration: 'Configuration',
  newest: 'number {number}, the newest',
  behind: 'number {number} of {newest}: it is catching up',
  certificate: 'Certificate shown to clients (SHA-256)',
  leases: 'Processes with leases',
  lease: '{process}, last seen {time}',
  clock: 'Clock',
  'clock-ahead': '{milliseconds} ms ahead of the database',
  'clock-behind': '{milliseconds} ms behind the database',
  'versions-differ': 'The nodes run different versions. Finish the upgrade on all of them.',
  'certificates-differ': 'The nodes show different certificates. Restart those that still show the old one.',
  'settings-differ':
    'Some settings of the nodes differ: time zone, authentication, TLS or compatibility. Give all nodes the same settings.',
  'clock-wrong':
    'The clock of a node is wrong by more than two seconds, and so are the times in its records. Set the clock by NTP.',
} as const
