// Two organisations in one installation. Whoever may manage only what belongs to one of them calls every endpoint that can
// change something, with everything that the contract accepts: the other organisation must not notice, and nothing of it must be seen.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { api } from '@mediary/contract/api'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import { type PermissionList, permissionLists } from '@mediary/contract/permission'
import { openDatabase } from '../../platform/database/database.ts'
import { listValues } from '../../testing/endpoints/hostile-bodies.ts'
import { historyApi, newChannel } from '../../testing/history-api.ts'

/** Stands in every description and body of the other organisation, and in nothing that is sent here. */
const marker = 'only-theirs-f3a9'

const tables = [
  'clients',
  'credentials',
  'roles',
  'channels',
  'users',
  'user_roles',
  'documents',
  'certificates',
  'enrolments',
  'mediators',
  'settings',
  'transactions',
] as const

/** Comes first: who holds every permission reads whatever the others can read. */
const allOfThem = 'all of them'

type World = Awaited<ReturnType<typeof build>>
type Answer = { status: number; text: string; body: { reason?: string } }
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
type Caller = (method: Method, url: string, payload?: object) => Promise<Answer>

/** Adds an organisation, and returns the names and ids of what belongs to it. */
async function addOrganisation(
  { change, admin, addUser, findClient }: Awaited<ReturnType<typeof historyApi>>,
  name: string,
) {
  const description = name === 'theirs' ? marker : 'ours'
  const client = {
    clientID: `client-${name}`,
    name: 'Clinic',
    roles: [`role-${name}`],
    clientDomain: `${name}.example`,
  }
  await change('POST', '/clients', { ...client, password: `password of ${name}`, description })
  const clientId = await findClient(client.clientID)
  const token = await change('POST', `/clients/${clientId}/credentials`, { kind: 'token', name: description })
  const channel = {
    ...newChannel(`channel-${name}`, [`role-${name}`]),
    urlPattern: `^/${name}/`,
    priority: 5,
    description,
  }
  await change('POST', '/channels', channel)
  const find = async (url: string, field: string, value: string): Promise<string> =>
    (await admin('GET', url)).body.find((one: Record<string, unknown>) => one[field] === value)._id
  const channelId = await find('/channels', 'name', channel.name)
  const urn = `urn:mediator-${name}`
  const mediator = {
    urn,
    version: '1.0.0',
    name: `mediator-${name}`,
    description,
    endpoints: [{ name: 'to', host: 'mediator.example', port: 8080, primary: true, type: 'http' }],
    configDefs: [{ param: 'note', displayName: 'Note', type: 'string' }],
    config: { note: description },
  }
  await change('POST', '/mediators', mediator)
  await change('POST', '/apps', {
    name: `app-${name}`,
    type: 'external',
    url: 'https://app.example/',
    showInPortal: false,
    description,
  })
  const appId = await find('/apps', 'name', `app-${name}`)
  await addUser(`user-${name}@example.org`, { 'channel-view-specified': [channelId] })
  const request = { path: `/${name}/x`, method: 'GET', body: description, timestamp: Date.now() }
  const transaction = { channelID: channelId, clientID: clientId, status: 'Failed', request }
  await change('POST', '/transactions', transaction)
  const transactionId = (await admin('GET', `/transactions?filters=${JSON.stringify({ channelID: channelId })}`))
    .body[0]._id
  return { name, clientId, channelId, appId, urn, transactionId, token, client, channel }
}

async function build() {
  const whole = await historyApi(openDatabase(':memory:'))
  const ours = await addOrganisation(whole, 'ours')
  const theirs = await addOrganisation(whole, 'theirs')
  const [entry] = await whole.history('?object=client')
  const owned: Record<string, string[]> = {
    channel: [ours.channelId],
    transaction: [ours.channelId],
    client: [ours.clientId],
    'client-role': ['role-ours'],
    mediator: [ours.urn],
    app: [ours.appId],
  }
  const listOwned = (list: PermissionList) =>
    Object.entries(owned).find(([kind]) => new RegExp(`^${kind}-(view|manage|rerun)`).test(list))?.[1] ?? []
  const all = Object.fromEntries(permissionLists.map((list) => [list, listOwned(list)]))
  const callers: [string, Caller][] = [[allOfThem, await whole.addUser('all@example.org', all)]]
  for (const list of permissionLists)
    callers.push([list, await whole.addUser(`${list}@example.org`, { [list]: listOwned(list) })])
  return { ...whole, ours, theirs, callers, entry }
}

const listEndpoints = () =>
  Object.entries(api).flatMap(([concept, endpoints]) =>
    Object.entries<Endpoint>(endpoints)
      // A public endpoint asks for no permission, and many wrong passwords would lock this caller out.
      .filter(([, { method, mediaType, permission }]) => method !== 'GET' && !mediaType && permission !== 'public')
      // The whole configuration belongs to nobody's part of it: these ask for every permission.
      .filter(([, { path }]) => !path.startsWith('/configuration/'))
      .map(([name, endpoint]) => ({ name: `${concept}.${name}`, endpoint })),
  )

/** Lists the paths of an endpoint with the parameters of both organisations. */
function listPaths({ path }: Endpoint, { ours, theirs, entry }: World) {
  const both = (pick: (one: typeof ours) => string) => [pick(ours), pick(theirs)]
  const values: Record<string, string[]> = {
    id: [
      ...both((one) => one.clientId),
      ...both((one) => one.channelId),
      ...both((one) => one.appId),
      ...both((one) => one.transactionId),
    ],
    name: ['role-ours', 'role-theirs', 'user-theirs@example.org', 'admin'],
    urn: both((one) => one.urn),
    credential: both((one) => one.token._id),
    email: ['user-theirs@example.org', 'ada@example.org'],
    entry: [entry._id],
    mechanism: ['basic-auth'],
  }
  const expand = (paths: string[], name: string): string[] =>
    paths.flatMap((one) =>
      (values[name] ?? ['0'.repeat(24)]).map((value) => one.replace(`:${name}`, encodeURIComponent(value))),
    )
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  return names.reduce(expand, [path])
}

/** Lists what a caller could try to name in a body, its own first. */
const listTexts = ({ ours, theirs }: World) => [
  'role-ours',
  'role-theirs',
  theirs.clientId,
  theirs.channelId,
  theirs.transactionId,
  'client-theirs',
  'channel-theirs',
  theirs.urn,
  'theirs.example',
  'user-theirs@example.org',
  'admin',
  '^/theirs/',
  '.*',
  '/theirs/x',
  '?q=theirs',
  'https://theirs.example/',
  theirs.token.secret,
  ours.channelId,
  'GET',
  '2099-01-01T00:00:00Z',
]

/** What the other organisation reaches, who else reaches it, and who else would be recognised by its certificate. */
async function readReach({ admin, theirs, stores }: World) {
  const reach = async (client: string) => {
    const { body } = await admin('POST', `/clients/${client}/try`, { method: 'GET', path: '/theirs/x' })
    return [body.allowed, body.channel?.name]
  }
  const others = (await stores.clients.list()).filter(({ _id }) => _id !== theirs.clientId)
  const intruders = []
  for (const { _id } of others) if ((await reach(_id))[0]) intruders.push(_id)
  const alike = others.filter(({ clientDomain }) => clientDomain === theirs.client.clientDomain).map(({ _id }) => _id)
  return { own: await reach(theirs.clientId), intruders, alike }
}

/** Everything that a caller can read. */
async function readAll(caller: Caller, { theirs }: World) {
  const paths = [
    '/clients',
    '/channels',
    '/roles',
    '/mediators',
    '/apps',
    '/users',
    '/transactions?filterRepresentation=full',
    `/clients/${theirs.clientId}`,
    `/channels/${theirs.channelId}`,
    `/transactions/${theirs.transactionId}`,
    `/apps/${theirs.appId}`,
    `/mediators/${encodeURIComponent(theirs.urn)}`,
    '/roles/role-theirs',
  ]
  return Promise.all(paths.map(async (path) => ({ path, ...(await caller('GET', path)) })))
}

/** Counts the writes to each table of the configuration: after a call that wrote nothing, nothing has to be looked at. */
function countWrites({ database }: World) {
  assert.ok(database.engine === 'sqlite')
  const { sqlite } = database
  sqlite.exec('create temp table writes (name text primary key, number integer not null)')
  for (const table of tables) {
    sqlite.exec(`insert into writes values ('${table}', 0)`)
    for (const kind of ['insert', 'update', 'delete'])
      sqlite.exec(`create temp trigger ${kind}_${table} after ${kind} on main.${table}
        begin update writes set number = number + 1 where name = '${table}'; end`)
  }
  const rows = sqlite.prepare('select name, number from writes')
  return () => new Map(rows.all().map(({ name, number }) => [String(name), Number(number)]))
}

/** Keeps the rows of the configuration, and puts them back. */
async function keepRows({ database, ours }: World, readWrites: () => Map<string, number>) {
  const db = database.kysely.withTables<Record<string, Record<string, unknown>>>()
  const read = (table: string) => db.selectFrom(table).selectAll().execute()
  const kept = new Map(await Promise.all(tables.map(async (table) => [table, await read(table)] as const)))
  const isOurs = (row: string) =>
    [ours.clientId, ours.channelId, ours.appId, ours.urn, 'role-ours'].some((id) => row.includes(id))
  /** Its own user may write into a transaction what they like, the names of others, too. */
  const isOurTransaction = (row: string) => row.includes(`"channel":"${ours.channelId}"`)
  /** Tells if a row that existed at first does not belong to the caller: nobody here may change it. */
  const isOthers = (row: string) => !isOurTransaction(row) && (!isOurs(row) || row.includes('theirs'))
  const list = (rows: Record<string, unknown>[] = []) => rows.map((row) => JSON.stringify(row))
  const state = { writes: readWrites() }
  const listWritten = () => {
    const writes = readWrites()
    return tables.filter((table) => writes.get(table) !== state.writes.get(table))
  }
  return {
    listWritten,
    /** Reads the tables that were written since the rows were put back. */
    async compare() {
      const written = listWritten()
      const present = await Promise.all(written.map(async (table) => ({ table, rows: list(await read(table)) })))
      const changed = present.filter(({ table, rows }) => rows.join() !== list(kept.get(table)).join())
      return {
        /** What differs from the first state, whoever changed it; empty when nothing does. */
        changed: changed
          .map(({ table, rows }) => `${table} ${rows}`)
          .join('\n')
          .replace(/\\"updatedBy\\":\{[^}]*\}/g, ''),
        damaged: present.flatMap(({ table, rows }) => {
          const all = new Set(rows)
          return list(kept.get(table)).filter((row) => isOthers(row) && !all.has(row))
        }),
      }
    },
    async restore() {
      for (const table of listWritten().filter((one) => one !== 'transactions')) {
        await db.deleteFrom(table).execute()
        for (const row of kept.get(table) ?? []) await db.insertInto(table).values(row).execute()
      }
      state.writes = readWrites()
    },
  }
}

type First = { reach: Awaited<ReturnType<typeof readReach>>; hidden: Map<string, Set<string>> }

const state: { world?: World; first?: First; readWrites?: () => Map<string, number> } = {}
before(async () => {
  const world = await build()
  const hidden = new Map<string, Set<string>>()
  for (const [permission, caller] of world.callers) {
    const readable = await readAll(caller, world)
    assert.ok(!readable.some(({ text }) => text.includes(marker)), 'nothing of the other organisation is seen at first')
    assert.ok(readable.some(({ status }) => status === 200))
    hidden.set(permission, new Set(readable.filter(({ status }) => status >= 400).map(({ path }) => path)))
  }
  Object.assign(state, { world, first: { reach: await readReach(world), hidden }, readWrites: countWrites(world) })
})
after(() => state.world?.database.close())

const listBodies = (schema: NonNullable<Endpoint['body']>, world: World): object[] =>
  listValues(schema, { texts: listTexts(world) }).filter((one) => typeof one === 'object' && one !== null)

const accepted = new Map<string, number>()

for (const { name, endpoint } of listEndpoints())
  test(`${name}: the other organisation does not notice, and nothing of it is seen`, async () => {
    const { world, first, readWrites } = state
    assert.ok(world && first && readWrites)
    const bodies = endpoint.body ? listBodies(endpoint.body, world) : [undefined]
    assert.ok(bodies.length > 0, 'the contract accepts a body')
    const rows = await keepRows(world, readWrites)
    const seen = new Set<string>()
    for (const [permission, caller] of world.callers) {
      for (const url of listPaths(endpoint, world)) {
        for (const body of bodies) {
          const answer: Answer = await caller(endpoint.method, url, body)
          const what: string = `${permission}: ${endpoint.method} ${url} ${JSON.stringify(body)}: ${answer.status} ${answer.text}`
          assert.ok(!answer.text.includes(marker), what)
          if (answer.status >= 300) assert.deepEqual(rows.listWritten(), [], what)
          if (answer.body.reason === 'permission-missing') break
          assert.ok(answer.status < 500, what)
          if (answer.status >= 300) continue
          accepted.set(name, (accepted.get(name) ?? 0) + 1)
          if (!rows.listWritten().length) continue
          const { changed, damaged } = await rows.compare()
          assert.deepEqual(damaged, [], what)
          if (changed && !seen.has(changed)) {
            if (permission === allOfThem) seen.add(changed)
            assert.deepEqual(await readReach(world), first.reach, what)
            const readable = await readAll(caller, world)
            assert.ok(!readable.some(({ text }) => text.includes(marker)), what)
            for (const { path, status } of readable)
              assert.ok(!first.hidden.get(permission)?.has(path) || status >= 400, `${what}\nnow reads ${path}`)
          }
          await rows.restore()
        }
      }
    }
  })

/** Each is open to whoever may manage single objects. */
const tried = {
  clients: ['update', 'remove', 'disable', 'enable'],
  credentials: ['add', 'rotate', 'revoke'],
  channels: ['update'],
  roles: ['update', 'remove'],
  apps: ['update', 'remove'],
  mediators: ['remove'],
}

test('the matrix has tried changes that are allowed', () => {
  for (const [concept, names] of Object.entries(tried))
    for (const name of names) assert.ok((accepted.get(`${concept}.${name}`) ?? 0) > 0, `${concept}.${name}`)
})
