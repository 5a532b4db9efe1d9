// Makes the changes of a plan, all in one transaction.
import type { Change, ConfigurationPlan } from '@mediary/contract/configuration'
import type { ObjectRows } from '../history/index.ts'
import type { Write } from '../platform/database/changes.ts'
import { type Database, isDuplicate } from '../platform/database/database.ts'
import { deleteRows, insertRows, type Row, type RowChange } from '../platform/database/row-changes.ts'
import type { Caller } from '../platform/http/caller.ts'
import { badRequest, conflict, ProblemError } from '../platform/http/problem.ts'
import { saveApplied } from './applied.ts'
import type { ConfigurationKind } from './kind.ts'
import { nameObject, type PlanDeps, readWanted } from './plan.ts'
import { digestWorld, loadWorld, type WorldObject } from './world.ts'

type Trx = Database['kysely']
type Step = { change: Change; kind: ConfigurationKind; current: WorldObject | undefined; next: WorldObject | undefined }

/** Makes the changes of a plan, or none. Refuses a plan that was made for another state of the configuration. */
export async function applyPlan(
  write: Write,
  database: Database,
  plan: ConfigurationPlan,
  deps: PlanDeps,
  caller: Caller,
) {
  const world = await loadPlanned(database.kysely, plan, deps)
  const steps: Step[] = []
  for (const change of plan.changes) steps.push(await readStep(change, world, deps))
  for (const step of steps) await prepare(step)
  await write(async (trx, touch) => {
    await loadPlanned(trx, plan, deps)
    await storeSteps(trx, steps)
    for (const step of steps) {
      await finish(trx, step, caller)
      touch(step.kind.history.changeKind, step.change.id)
    }
    const { kinds, secrets } = deps
    const covers = plan.covers ?? kinds.map(({ name }) => name)
    const applied = {
      world: await loadWorld(trx, kinds),
      covers,
      by: caller.user?.email ?? 'mediary apply',
      at: Date.now(),
    }
    await saveApplied(trx, secrets, applied)
  })
  return plan.changes.map(({ action, kind, id, name }) => ({ action, kind, id, name }))
}

async function loadPlanned(trx: Trx, plan: ConfigurationPlan, { kinds, secrets }: PlanDeps) {
  const world = await loadWorld(trx, kinds)
  if (digestWorld(world, secrets) !== plan.world) throw conflict('configuration-moved')
  return world
}

async function readStep(change: Change, world: readonly WorldObject[], deps: PlanDeps): Promise<Step> {
  const { action, name, id, document } = change
  const kind = deps.kinds.find((one) => one.name === change.kind)
  const present = world.filter((object) => object.kind === kind)
  const current = present.find((object) => object.id === id)
  const fits = action === 'create' ? !current : current !== undefined
  if (!kind || !fits || (action === 'remove') !== (document === undefined))
    throw badRequest('plan-does-not-fit', { kind: change.kind, name })
  if (!document) return { change, kind, current, next: undefined }
  const next = await readWanted(kind, { sent: document, label: name }, present, deps)
  if (next.id !== id) throw badRequest('plan-does-not-fit', { kind: change.kind, name })
  return { change, kind, current, next }
}

/** Lists the rows of an object before and after a step. Columns that no document has keep their values. */
function listRowChanges({ kind, current, next }: Step): RowChange[] {
  return Object.entries(kind.history.tables).flatMap(([table, { key }]) => {
    const before = keyRows(current?.rows, table, key)
    const after = keyRows(next?.rows, table, key)
    return [...new Set([...before.keys(), ...after.keys()])].map((id) => {
      const [former, row] = [before.get(id), after.get(id)]
      const kept = former ?? kind.defaults?.[table] ?? {}
      return { table, key: id, before: former, after: row && { ...kept, ...row } }
    })
  })
}

const keyRows = (rows: ObjectRows | undefined, table: string, key: string) =>
  new Map((rows?.[table] ?? []).map((row): [string, Row] => [String(row[key]), row]))

/** Refuses what must be looked up outside of the transaction. The history asks the same before an undo. */
async function prepare(step: Step) {
  const undone = listRowChanges(step).map(({ before, after, ...row }) => ({ ...row, before: after, after: before }))
  await naming(step, async () => step.kind.history.prepareUndo?.(step.change.id, undone))
}

/** Two objects may swap their names: so all former rows go before the new ones come. */
async function storeSteps(trx: Trx, steps: readonly Step[]) {
  for (const step of steps)
    for (const [table, { key }] of Object.entries(step.kind.history.tables))
      await deleteRows(trx, table, key, [...keyRows(step.current?.rows, table, key).keys()])
  for (const step of steps)
    for (const { table, after } of listRowChanges(step))
      if (after) await naming(step, () => insertRows(trx, table, [after]))
}

async function finish(trx: Trx, step: Step, caller: Caller) {
  const { kind, change, current, next } = step
  await naming(step, async () => {
    const changes = listRowChanges(step).filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after))
    await kind.history.finishUndo?.({ trx, caller, objectId: change.id, changes })
    await kind.finish?.({ trx, id: change.id, before: current?.rows, after: next?.rows, caller })
  })
}

/** Names the object that a problem is about. */
async function naming(step: Step, work: () => Promise<void>) {
  const { kind, name } = step.change
  try {
    await work()
  } catch (error) {
    if (isDuplicate(error)) throw conflict('configuration-name-taken', { kind, name })
    throw error instanceof ProblemError ? nameObject(error, kind, name) : error
  }
}
