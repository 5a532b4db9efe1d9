// Keeps the configuration as it was when a plan was applied last, and compares it with the present one.
import { type Change, type ConfigurationKindName, configurationKinds } from '@mediary/contract/configuration'
import { z } from 'zod'
import type { Database } from '../platform/database/database.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { ConfigurationKind } from './kind.ts'
import { describeChange } from './plan.ts'
import { compareObjects, type WorldObject } from './world.ts'

type Row = { id: string; at: number; by: string; content: string }
type Trx = Database['kysely']

const tables = (trx: Trx) => trx.withTables<{ applied_configuration: Row }>()
const rowId = 'last'

const Content = z.object({
  covers: z.array(z.enum(configurationKinds)),
  objects: z.array(
    z.object({
      kind: z.enum(configurationKinds),
      id: z.string(),
      name: z.string(),
      document: z.record(z.string(), z.unknown()),
    }),
  ),
})

type Applied = { world: readonly WorldObject[]; covers: readonly ConfigurationKindName[]; by: string; at: number }

/** Saves what was applied, in the transaction that applies it. The secrets in it are sealed, as everywhere in the store. */
export async function saveApplied(trx: Trx, { seal }: Pick<Secrets, 'seal'>, { world, covers, by, at }: Applied) {
  const objects = world
    .filter(({ kind }) => covers.includes(kind.name))
    .map(({ kind, id, name, document }) => ({ kind: kind.name, id, name, document }))
  const row = { at, by, content: seal(JSON.stringify({ covers, objects })) }
  await tables(trx)
    .insertInto('applied_configuration')
    .values({ id: rowId, ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

type Deps = { kinds: readonly ConfigurationKind[]; secrets: Pick<Secrets, 'open'> }

/** Lists what differs between the configuration that was applied last and the present one, from the one to the other. */
export async function findDrift(trx: Trx, world: readonly WorldObject[], { kinds, secrets }: Deps) {
  const row = await tables(trx)
    .selectFrom('applied_configuration')
    .selectAll()
    .where('id', '=', rowId)
    .executeTakeFirst()
  if (!row) return { changes: [] }
  const { covers, objects } = Content.parse(JSON.parse(secrets.open(row.content)))
  const former = objects.flatMap(({ kind: name, ...object }) => {
    const kind = kinds.find((one) => one.name === name)
    return kind ? [{ kind, ...object }] : []
  })
  const present = world.filter(({ kind }) => covers.includes(kind.name))
  const toKey = ({ kind, id }: Pick<WorldObject, 'kind' | 'id'>) => `${kind.name} ${id}`
  const [before, after] = [former, present].map((list) => new Map(list.map((object) => [toKey(object), object])))
  const changes: Change[] = [...former.filter((object) => !after?.has(toKey(object))), ...present]
    .toSorted(compareObjects)
    .flatMap((object) => describeChange(before?.get(toKey(object)), after?.get(toKey(object))))
  return { applied: { at: new Date(Number(row.at)).toISOString(), by: row.by, covers }, changes }
}
