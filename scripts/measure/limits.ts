// The limits of the house style, and the files that are exempt from one of them.

export const maxFilesPerFolder = 16
export const maxFileLines = 250
export const maxFunctionLines = 60
export const maxImports = 20
export const maxAssertionsPer1000Lines = 0.5

/** Files that stand between our types and a foreign library's. They may use `as`, for the reason given. */
export const adapterFiles: Record<string, string> = {
  'contract/src/api/records.ts': 'Object.keys and Object.fromEntries forget the types of the keys',
  'server/src/keystore/signing.ts':
    "@peculiar/x509 is typed with the browser's keys, which differ from Node's in names only",
  'server/src/platform/database/database.ts': 'Kysely and node:sqlite type parameters and statements differently',
  'server/src/platform/database/reader.ts': 'Kysely types a pool and its rows as those of pg, which the reader wraps',
  'server/src/platform/http/documentation.ts': 'the plugin types an OpenAPI document, which is only passed on',
  'server/src/platform/http/http.ts': "Fastify's types change with the options of the server",
  'server/src/platform/http/implement.ts': 'Fastify knows neither the input of an endpoint nor its result',
  'console/src/lib/api/call.ts':
    'Zod parses a response with the schema of its endpoint; TypeScript cannot derive the type of the result',
}

/** The slice of the server that owns each table. Only the owner writes it. */
export const tableOwners: Record<string, string> = {
  alert_states: 'alerts',
  audit_options: 'audits',
  audit_terms: 'audits',
  audits: 'audits',
  body_chunks: 'transactions',
  body_files: 'transactions',
  body_views: 'bodies',
  calls: 'transactions',
  mediators: 'mediators',
  mediator_configs: 'mediators',
  certificates: 'keystore',
  changes: 'platform',
  channel_audits: 'channels',
  channels: 'channels',
  claims: 'platform',
  conditions: 'alerts',
  client_use: 'clients',
  credential_use: 'clients',
  credentials: 'clients',
  client_requests: 'metrics',
  credential_requests: 'metrics',
  clients: 'clients',
  client_hours: 'silence',
  documents: 'platform',
  enrolments: 'authority',
  event_patients: 'audit-events',
  metrics: 'metrics',
  notes: 'notes',
  notices: 'notices',
  openhim_import: 'openhim-import',
  polls: 'polling',
  held_transactions: 'holds',
  history: 'history',
  issue_members: 'issues',
  issues: 'issues',
  legal_holds: 'holds',
  limit_use: 'limits',
  progress: 'platform',
  refusals: 'refusals',
  removals: 'retention',
  forgotten_keys: 'bodies',
  nodes: 'nodes',
  removed_bodies: 'transactions',
  reruns: 'transactions',
  retries: 'tasks',
  revocation_lists: 'authority',
  roles: 'roles',
  route_health: 'health',
  search_keys: 'transactions',
  search_postings: 'transactions',
  search_progress: 'transactions',
  search_segments: 'transactions',
  second_factors: 'second-factor',
  sessions: 'sessions',
  settings: 'system',
  silences: 'silence',
  task_rows: 'tasks',
  tasks: 'tasks',
  transactions: 'transactions',
  user_roles: 'users',
  user_preferences: 'users',
  users: 'users',
  workers: 'workers',
}
