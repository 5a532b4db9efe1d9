import { z } from 'zod'

/** One setting: its path in the file, such as `router.httpPort`, and what kind of value it takes. */
export type Setting = {
  path: string
  kind: 'number' | 'boolean' | 'list' | 'number-or-list' | 'text'
  description: string
  default: unknown
}

/** Every setting of a schema, in its order. */
export function listSettings(schema: z.ZodObject): Setting[] {
  const tree: Node = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })))
  return walk(tree, [])
}

type Node = {
  type?: string
  properties?: Record<string, Node>
  description?: string
  default?: unknown
  enum?: string[]
  anyOf?: Node[]
}

const walk = (node: Node, path: string[]): Setting[] =>
  node.properties
    ? Object.entries(node.properties).flatMap(([key, child]) => walk(child, [...path, key]))
    : [{ path: path.join('.'), kind: toKind(node), description: node.description ?? '', default: node.default }]

function toKind({ type, anyOf }: Node): Setting['kind'] {
  if (anyOf?.some((one) => one.type === 'array')) return 'number-or-list'
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean') return 'boolean'
  return type === 'array' ? 'list' : 'text'
}

/** Names that everyone gives them. */
const standardNames = new Map([
  ['databaseUrl', 'DATABASE_URL'],
  ['tracing.endpoint', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  ['tracing.serviceName', 'OTEL_SERVICE_NAME'],
])

/** `router.httpPort` is `MEDIARY_ROUTER_HTTP_PORT`. */
export const environmentName = ({ path }: Setting) =>
  standardNames.get(path) ??
  `MEDIARY_${path
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase()}`

// The groups of settings that OpenHIM has too. Any other short name in the environment, such as `workers`, is not meant for us.
const groupsOfOpenHim = /^(api|router|authentication|auditing|tlsClientLookup|certificateManagement)\./

/** As OpenHIM names it: the path joined by underscores. Undefined for settings that only we have. */
export const openHimName = ({ path }: Setting) => (groupsOfOpenHim.test(path) ? path.replaceAll('.', '_') : undefined)

/** Names of the environment by which OpenHIM's other settings are given. */
const withoutEffect =
  /^(mongo|mongoLogger|logger|bodyCull|rerun|tcpAdapter|polling|email|smsGateway|alerts|reports|events|newUserExpiry|userPasswordResetExpiry|caching|agenda)_[a-zA-Z_]+$|^router_kafkaBrokers$|^api_(sessionKey|secureCookie|salt|authWindowSeconds|maxBodiesSizeMB|truncateSize|truncateAppend|authenticationTypes|openid_[a-zA-Z]+)$|^openhimConsoleBaseUrl$/

export const isWithoutEffect = (name: string) => withoutEffect.test(name)
