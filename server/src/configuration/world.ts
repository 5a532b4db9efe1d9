// Reads the whole configuration of a store.
import type { ConfigurationDocument } from '@mediary/contract/configuration'
import type { ObjectRows } from '../history/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Row } from '../platform/database/row-changes.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { ConfigurationKind } from './kind.ts'

/** One stored object. Its document has the secrets in plain: it never leaves the server. */
export type WorldObject = {
  kind: ConfigurationKind
  id: string
  name: string
  document: ConfigurationDocument
  rows: ObjectRows
}

type Trx = Database['kysely']

/** Loads all objects of all kinds, sorted by kind, name and id. */
export async function loadWorld(trx: Trx, kinds: readonly ConfigurationKind[]): Promise<WorldObject[]> {
  const tables = new Map<string, Row[]>()
  for (const table of new Set(kinds.flatMap(({ history }) => Object.keys(history.tables))))
    tables.set(table, await trx.withTables<Record<string, Row>>().selectFrom(table).selectAll().execute())
  return kinds.flatMap((kind) => listObjects(kind, tables)).toSorted(compareObjects)
}

function listObjects(kind: ConfigurationKind, tables: ReadonlyMap<string, Row[]>): WorldObject[] {
  const found = new Map<string, ObjectRows>()
  for (const [table, { findObject }] of Object.entries(kind.history.tables))
    for (const row of tables.get(table) ?? []) {
      const id = findObject(row)
      if (id === undefined || kind.isConfigured?.(row) === false) continue
      const rows = found.get(id) ?? {}
      found.set(id, { ...rows, [table]: [...(rows[table] ?? []), row] })
    }
  return [...found].flatMap(([id, rows]) => (rows[kind.history.main] ? [toObject(kind, id, rows)] : []))
}

export function toObject(kind: ConfigurationKind, id: string, rows: ObjectRows): WorldObject {
  const document = toJson(kind.read(rows))
  return { kind, id, name: kind.getName(document), document, rows }
}

/** Properties without a value are absent in a file. */
const toJson = (document: ConfigurationDocument): ConfigurationDocument => JSON.parse(JSON.stringify(document))

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

export const compareObjects = (one: Pick<WorldObject, 'kind' | 'name' | 'id'>, other: typeof one) =>
  compare(one.kind.name, other.kind.name) || compare(one.name, other.name) || compare(one.id, other.id)

/** Returns a text that is the same for two worlds if nothing differs between them. Without the key, nobody can try out secrets. */
export const digestWorld = (world: readonly WorldObject[], secrets: Pick<Secrets, 'digest'>): string =>
  secrets.digest(JSON.stringify(world.map(({ kind, id, document }) => [kind.name, id, sortKeys(document)])))

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value)
    .toSorted(([one], [other]) => compare(one, other))
    .map(([key, inner]) => [key, sortKeys(inner)])
}
