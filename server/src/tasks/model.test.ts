import assert from 'node:assert/strict'
import { NewChannel } from '@mediary/contract/channels'
import type { OrderBy } from '@mediary/contract/operations/tasks'
import fc from 'fast-check'
import type { Database } from '../platform/database/database.ts'
import { loadChannels, type RerunNode, rerunNode } from '../testing/rerun-node.ts'
import { type Arrived, countingUpstream } from '../testing/rerun-upstream.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { recorder } from '../transactions/index.ts'
import { type Tables, taskStore } from './index.ts'

// Rerun over failures, crashes, pause and cancel: never lost, never twice, order kept, counted at the upstream's side.

const originals = 8
const clients = ['a', 'b', 'c'].map((letter) => letter.repeat(24))

type Row = { task: string; n: number; transaction_id: string; order_key: string | null; tstatus: string } & {
  rerun_id: string | null
  error: string | null
}
type Made = { id: string; batchSize: number; orderBy: OrderBy; held: number | undefined; cancelled: boolean }
type Model = { tasks: number }
type Real = {
  database: Database
  store: ReturnType<typeof taskStore>
  ids: string[]
  arrived: Arrived[]
  made: Made[]
  node: RerunNode
}

/** Waits for a condition, not for a time. */
async function until(what: string, holds: () => Promise<boolean> | boolean) {
  const late = Date.now() + 20_000
  while (!(await holds())) {
    if (Date.now() > late) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}

const tables = ({ database }: Real) => database.kysely.withTables<Tables>()
const loadRows = (real: Real, task: string): Promise<Row[]> =>
  tables(real).selectFrom('task_rows').selectAll().where('task', '=', task).orderBy('n').execute()
const countBegun = async (real: Real, task: string) =>
  (await loadRows(real, task)).filter(({ rerun_id }) => rerun_id).length
const readStatus = async (real: Real, task: string) =>
  (await tables(real).selectFrom('tasks').select('status').where('id', '=', task).executeTakeFirst())?.status

/** Another process takes over from one that died. */
async function revive(real: Real) {
  if (!real.node.isDead()) return
  await real.node.kill()
  real.node = await rerunNode(real.database)
}

async function isQuiet(real: Real) {
  for (const { id } of real.made) {
    const status = await readStatus(real, id)
    if (status === 'Queued' || status === 'Processing') return false
    if ((await loadRows(real, id)).some(({ tstatus }) => tstatus === 'Processing')) return false
  }
  return true
}

/** Nothing more of a task that was paused or cancelled has begun since. */
async function holds(real: Real) {
  for (const { id, held } of real.made)
    if (held !== undefined) assert.equal(await countBegun(real, id), held, 'it held')
}

type Command = fc.AsyncCommand<Model, Real>
const command = (name: string, needsTask: boolean, work: (real: Real) => Promise<void>): Command => ({
  check: ({ tasks }) => !needsTask || tasks > 0,
  run: async (model, real) => {
    await revive(real)
    await work(real)
    await holds(real)
    model.tasks = real.made.length
  },
  toString: () => name,
})

const commands = [
  fc
    .record({
      which: fc.uniqueArray(fc.nat({ max: originals - 1 }), { minLength: 1, maxLength: 6 }),
      batchSize: fc.integer({ min: 1, max: 3 }),
      orderBy: fc.constantFrom<OrderBy>('time', { key: 'client' }),
      paused: fc.boolean(),
    })
    .map(({ which, ...task }) =>
      command(`make ${JSON.stringify({ which, ...task })}`, false, async (real) => {
        const items = which
          .sort()
          .map((i) => ({ transaction_id: real.ids[i] ?? '', order_key: clients[i % clients.length] ?? null }))
        const id = await real.store.create({ by: 'ada@example.org', ...task }, items)
        real.made.push({ id, ...task, held: task.paused ? 0 : undefined, cancelled: false })
        real.node.wake()
      }),
    ),
  ...(['Paused', 'Queued', 'Cancelled'] as const).map((status) =>
    fc.nat().map((which) =>
      command(`${status} ${which}`, true, async (real) => {
        const task = real.made[which % real.made.length]
        if (!task) return
        const ignored = await real.store.command(task.id, status)
        if (ignored !== undefined) return
        const now = await readStatus(real, task.id)
        if (now === 'Completed') return
        task.held = status === 'Queued' ? undefined : await countBegun(real, task.id)
        task.cancelled ||= status === 'Cancelled'
        real.node.wake()
      }),
    ),
  ),
  fc
    .integer({ min: 0, max: 60 })
    .map((steps) => command(`die after ${steps} steps`, false, async (real) => real.node.dieAfter(steps))),
  fc.constant(command('kill', false, async (real) => real.node.kill().then(() => revive(real)))),
  fc.constant(
    command('some progress', true, async (real) => {
      const before = real.arrived.length
      await until('progress', async () => {
        return real.arrived.length > before || real.node.isDead() || (await isQuiet(real))
      })
    }),
  ),
]

/** Everything that was not cancelled is brought to its end, by as many processes as it takes. */
async function finish(real: Real) {
  await revive(real)
  await holds(real)
  real.node.dieAfter(Number.POSITIVE_INFINITY)
  for (const task of real.made) {
    if (task.held === undefined || task.cancelled) continue
    await real.store.command(task.id, 'Queued')
    task.held = undefined
  }
  real.node.wake()
  await until('every task has ended', async () => {
    await revive(real)
    return isQuiet(real)
  })
  await real.node.stop()
}

async function judge(real: Real) {
  const seen = new Map<string, Arrived>()
  for (const one of real.arrived) {
    assert.ok(!seen.has(one.id), `${one.id} came twice`)
    seen.set(one.id, one)
  }
  for (const task of real.made) {
    const rows = await loadRows(real, task.id)
    for (const row of rows) judgeRow(task, row, row.rerun_id === null ? undefined : seen.get(row.rerun_id))
    const lineage = await tables(real)
      .selectFrom('reruns')
      .select(['id', 'parent'])
      .where('task', '=', task.id)
      .execute()
    assert.equal(new Set(lineage.map(({ parent }) => parent)).size, lineage.length, 'each was begun once')
    judgeOrder(task, rows, real.arrived)
  }
  // What a dead process had sent may arrive late, also after the run it belongs to has been judged.
  const begun = await tables(real).selectFrom('task_rows').select('rerun_id').execute()
  const known = new Set(begun.map(({ rerun_id }) => rerun_id))
  assert.deepEqual(
    [...seen.keys()].filter((id) => !known.has(id)),
    [],
    'nothing came that no row knows',
  )
}

function judgeRow(task: Made, row: Row, came: Arrived | undefined) {
  if (row.rerun_id === null)
    return assert.ok(task.cancelled && row.tstatus === 'Queued', `lost: ${JSON.stringify(row)}`)
  assert.ok(['Completed', 'Failed'].includes(row.tstatus), `without an end: ${JSON.stringify(row)}`)
  if (came) assert.equal(came.of, row.transaction_id)
  else
    assert.match(
      row.error ?? '',
      /^Interrupted|could not be recorded|refused|closed|failed/,
      'it did not come, and it is told why',
    )
}

/** By time: as the rows are numbered. By key: those of one key. One at a time: never two at once. */
function judgeOrder({ batchSize, orderBy }: Made, rows: Row[], arrived: Arrived[]) {
  const numbers = new Map(rows.map((row) => [row.rerun_id, row]))
  const mine = arrived.flatMap((one) => numbers.get(one.id) ?? [])
  const keys = orderBy === 'time' ? [undefined] : [...new Set(mine.map(({ order_key }) => order_key))]
  if (orderBy === 'time' && batchSize > 1) return
  for (const key of keys) {
    const came = mine.filter(({ order_key }) => key === undefined || order_key === key).map(({ n }) => n)
    assert.deepEqual(
      came,
      [...came].sort((a, b) => a - b),
      'order kept',
    )
  }
}

onBothEngines(
  'reruns are never lost, never twice, and in order, whatever fails, dies, pauses or is cancelled',
  async (database) => {
    const upstream = await countingUpstream()
    const channels = loadChannels(database)
    await channels.create(
      NewChannel.parse({
        name: 'upstream',
        urlPattern: '^/',
        methods: ['POST'],
        authType: 'public',
        routes: [{ name: 'main', host: '127.0.0.1', port: upstream.port, primary: true }],
      }),
      { id: 'a'.repeat(24), name: 'Ada' },
    )
    const channel = (await channels.list())[0]?._id ?? ''
    const record = recorder(database)
    const ids = Array.from({ length: originals }, () => newId())
    for (const [i, id] of ids.entries()) {
      await record.begin(
        begun({ id, channel, client: clients[i % clients.length] ?? null, path: `/t/${i}`, query: '' }),
      )
      await record.complete(outcome(id))
    }

    try {
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 14, size: 'max' }), async (all) => {
          const store = taskStore(database, { newId })
          const real: Real = {
            database,
            store,
            ids,
            arrived: upstream.arrived,
            made: [],
            node: await rerunNode(database),
          }
          upstream.arrived.length = 0
          await fc.asyncModelRun(() => ({ model: { tasks: 0 }, real }), all)
          await finish(real)
          await judge(real)
        }),
        { numRuns: Number(process.env.MEDIARY_MODEL_RUNS ?? 12), endOnFailure: true },
      )
    } finally {
      await upstream.stop()
    }
  },
)
