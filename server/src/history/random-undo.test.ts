// Makes random changes and undoes random ones: an undo puts the rows back byte for byte, or says what depends on them.
import assert from 'node:assert/strict'
import type { HistoryEntry } from '@mediary/contract/operations/history'
import fc from 'fast-check'
import type { Database } from '../platform/database/database.ts'
import { historyApi, newChannel } from '../testing/history-api.ts'
import { onBothEngines } from '../testing/stores.ts'

const tables = [
  'clients',
  'credentials',
  'roles',
  'channels',
  'users',
  'user_roles',
  'documents',
  'enrolments',
] as const

/** Every row of the configuration, as text, by its table and its id. */
type Rows = Map<string, string>

async function readRows({ kysely }: Database): Promise<Rows> {
  const db = kysely.withTables<Record<string, { id: string }>>()
  const found: Rows = new Map()
  for (const table of tables)
    for (const row of await db.selectFrom(table).selectAll().execute())
      found.set(`${table} ${row.id}`, JSON.stringify(Object.entries(row).toSorted()))
  return found
}

const listDifferences = (one: Rows, other: Rows) =>
  [...new Set([...one.keys(), ...other.keys()])].filter((key) => one.get(key) !== other.get(key))

/** A change that left an entry, and the rows before and after it. */
type Made = { entry: string; before: Rows; after: Rows; keys: string[] }

/** What an answer must name, by its reason. */
const named: Record<string, readonly string[]> = {
  'undo-changed-since': ['name', 'by', 'at'],
  'undo-name-taken': ['name'],
  'undo-in-use': ['name', 'count', 'users'],
  'undo-needs': ['name'],
  'client-id-is-a-role': ['name'],
  'role-is-a-client-id': ['name'],
  'undo-secret': [],
}

type Step = { kind: number; one: number; other: number; undo: boolean }
const step = fc.record<Step>({
  kind: fc.nat(16),
  one: fc.nat(2),
  other: fc.nat(2),
  undo: fc.boolean(),
})

async function setUp(database: Database) {
  const api = await historyApi(database)
  await api.change('POST', '/authority', { commonName: 'Ministry', days: 30 })
  return { ...api, rows: () => readRows(database) }
}

type World = Awaited<ReturnType<typeof setUp>>

const findFirst = async ({ admin }: World, url: string, field: string, name: string): Promise<string> =>
  (await admin('GET', url)).body.find((one: Record<string, unknown>) => one[field] === name)?._id ?? '0'.repeat(24)

/** Tries one change. Many are refused, because their object is there already or is not there. */
async function tryChange(world: World, { kind, one, other }: Step) {
  const { admin } = world
  const [clientID, role, channel] = [`client-${one}`, `role-${other}`, `channel-${one}`]
  const client = `/clients/${(await world.findClient(clientID)) || '0'.repeat(24)}`
  const channelUrl = async () => `/channels/${await findFirst(world, '/channels', 'name', channel)}`
  const addClient = () =>
    admin('POST', '/clients', { clientID, name: 'Clinic', roles: [role], password: `secret of ${other}` })
  const changes: (() => Promise<unknown>)[] = [
    addClient,
    addClient,
    () => admin('PUT', client, { name: `Clinic ${other}` }),
    () => admin('PUT', client, { clientID: `client-${other}` }),
    () => admin('PUT', client, { roles: [role, `role-${one}`] }),
    () => admin('DELETE', client),
    () => admin('POST', `${client}/${other ? 'disable' : 'enable'}`, { reason: 'moved' }),
    () => admin('POST', `${client}/credentials`, { kind: other ? 'token' : 'basic' }),
    async () => {
      const { status, body } = await admin('GET', `${client}/credentials`)
      const credential = status === 200 ? body[one] : undefined
      if (other) await admin('DELETE', `${client}/credentials/${credential?._id}`)
      else await admin('POST', `${client}/credentials/${credential?._id}/rotate`, { overlapSeconds: 60 })
    },
    () => admin('POST', '/roles', { name: role }),
    () => admin('PUT', `/roles/role-${one}`, { name: role }),
    () => admin('DELETE', `/roles/${role}`),
    () => admin('POST', '/channels', newChannel(channel, [role, `client-${other}`])),
    async () => admin('PUT', await channelUrl(), { allow: [role] }),
    async () => admin('DELETE', await channelUrl()),
    async () => admin('POST', '/authority/enrolments', { client: await world.findClient(clientID) }),
    () => admin('POST', '/groups', { group: role, users: [] }),
  ]
  await changes[kind % changes.length]?.()
}

/** Undoes a change, and compares every row with what must be there now. */
async function undo(world: World, made: Made[], { entry, before, after, keys }: Made) {
  const present = await world.rows()
  const { status, body, text } = await world.admin('POST', `/history/${entry}/undo`, {})
  const next = await world.rows()
  const isUntouched = keys.every((key) => present.get(key) === after.get(key))
  if (status === 200) {
    assert.ok(isUntouched, 'a change was undone though its rows had been changed again')
    for (const key of keys) assert.equal(next.get(key), before.get(key), `${key} is as it was before the change`)
    assert.deepEqual(
      listDifferences(present, next).filter((key) => !keys.includes(key)),
      [],
      'no other row has changed',
    )
    return status
  }
  assert.equal(status, 409, text)
  const names = named[body.reason]
  assert.ok(names, `${body.reason} is a reason that names what depends on the change`)
  for (const name of names)
    assert.ok(body.parameters[name] !== undefined && body.parameters[name] !== '', `${name}: ${text}`)
  assert.deepEqual(listDifferences(present, next), [], 'a refused undo leaves every row')
  if (made.at(-1)?.entry === entry && listDifferences(present, after).length === 0)
    assert.equal(body.reason, 'undo-secret', 'nothing depends on the last change')
  return status
}

async function run(world: World, steps: Step[]) {
  const made: Made[] = []
  const outcomes = { undone: 0, refused: 0 }
  const newest = async (): Promise<HistoryEntry> => (await world.history('?limit=1'))[0]
  for (const one of steps) {
    const [before, former] = [await world.rows(), await newest()]
    const chosen = one.undo ? made.at(-1 - ((one.one + one.other) % made.length)) : undefined
    if (chosen) {
      if ((await undo(world, made, chosen)) === 200) outcomes.undone++
      else outcomes.refused++
    } else await tryChange(world, one)
    const entry = await newest()
    if (entry._id === former._id) continue
    const after = await world.rows()
    made.push({ entry: entry._id, before, after, keys: listDifferences(before, after) })
  }
  return outcomes
}

onBothEngines('after random changes an undo restores every row, or names what depends on it', async (database) => {
  const runs = Number(process.env.MEDIARY_MODEL_RUNS ?? 3)
  const total = { undone: 0, refused: 0 }
  const world = await setUp(database)
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 60 }), async (steps) => {
      const { undone, refused } = await run(world, steps)
      total.undone += undone
      total.refused += refused
    }),
    { numRuns: runs, endOnFailure: true },
  )
  assert.ok(total.undone > runs && total.refused > runs, JSON.stringify(total))
  if (process.env.MEDIARY_MODEL_RUNS) console.log(JSON.stringify(total))
})
