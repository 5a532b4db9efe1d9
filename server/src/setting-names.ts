import { z } from 'zod'

/** One setting: its path in the file, such as `router.httpPort`, and what kind of value it takes. */
export type Setting = {
  path: string
  kind: 'number' | 'boolean' | 'list' | 'text'
  description: string
  default: unknown
}

/** Every setting of a schema, in its order. */
export function settingsOf(schema: z.ZodObject): Setting[] {
  return walk(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Node, [])
}

type Node = {
  type?: string
  properties?: Record<string, Node>
  description?: string
  default?: unknown
  enum?: string[]
}

const walk = (node: Node, path: string[]): Setting[] =>
  node.properties
    ? Object.entries(node.properties).flatMap(([key, child]) => walk(child, [...path, key]))
    : [{ path: path.join('.'), kind: kindOf(node), description: node.description ?? '', default: node.default }]

function kindOf({ type }: Node): Setting['kind'] {
  if (type === 'integer' || type === 'number') return 'number'
  if (type === 'boolean') return 'boolean'
  return type === 'array' ? 'list' : 'text'
}

/** `router.httpPort` is `MEDIARY_ROUTER_HTTP_PORT`; the store's address has the name that everyone gives it. */
export const environmentName = ({ path }: Setting) =>
  path === 'databaseUrl'
    ? 'DATABASE_URL'
    : `MEDIARY_${path
        .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .replaceAll('.', '_')
        .toUpperCase()}`

/** As OpenHIM names it: the path joined by underscores. */
export const openHimName = ({ path }: Setting) => path.replaceAll('.', '_')
