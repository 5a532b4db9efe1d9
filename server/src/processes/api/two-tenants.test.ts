// Two organisations in one installation. Whoever may manage only what belongs to one of them calls every endpoint that can
// change something, with everything that the contract accepts: the other organisation must not notice, and nothing of it must be seen.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Endpoint } from '@mediary/contract/api/endpoint'
import { listValues } from '../../testing/endpoints/hostile-bodies.ts'
import { endpoints, listPaths, listTexts } from '../../testing/tenants/calls.ts'
import {
  type Answer,
  allOfThem,
  buildTenants,
  type Caller,
  marker,
  type World,
} from '../../testing/tenants/organisations.ts'
import { readReach } from '../../testing/tenants/reach.ts'
import { listIds, listReadable, listSeen, namesTheirs, readAll } from '../../testing/tenants/reads.ts'
import { countWrites, keepRows } from '../../testing/tenants/rows.ts'

/** An endpoint whose permission no list of single objects can give: only a change of a user opens it. */
const isClosed = ({ permission, resource, listed, anyResource }: Endpoint) =>
  !['public', 'signed-in'].includes(permission) && !resource && !listed && !anyResource

const writing = endpoints
  // A public endpoint asks for no permission, and many wrong passwords would lock this caller out.
  .filter(
    ({ endpoint: { method, mediaType, permission } }) => method !== 'GET' && !mediaType && permission !== 'public',
  )
  // The whole configuration belongs to nobody's part of it: these ask for every permission.
  .filter(({ endpoint: { path } }) => !path.startsWith('/configuration/'))

/** What the user of the other organisation can read, and which things of the first they see. */
async function readTheirs(world: World, urls: readonly string[]) {
  const { theirs, ours } = world
  const reads = await readAll(theirs.user, urls)
  // An app of the portal is for everybody.
  const ids = listIds(ours).filter((id) => id !== ours.appId)
  const gained = reads.flatMap(({ url, status, text }) =>
    status < 400 ? ids.filter((id) => text.includes(id)).map((id) => `${url} names ${id}`) : [],
  )
  return { own: reads.map(({ url, status, text }) => [url, status, ...listSeen(text, '', world)].join(' ')), gained }
}

async function prepare() {
  const world = await buildTenants()
  const readable = await listReadable(world)
  const isOfOurs = (url: string) => listIds(world.ours).some((id) => decodeURIComponent(url).includes(id))
  const open = readable.filter(({ endpoint, url }) => !isClosed(endpoint) && !isOfOurs(url)).map(({ url }) => url)
  const all = readable.map(({ url }) => url)
  const hidden = new Map<string, Set<string>>()
  for (const [permission, caller] of world.callers) {
    const reads = await readAll(caller, all)
    assert.deepEqual(
      reads.filter(({ url, text }) => listSeen(text, url, world).length),
      [],
    )
    assert.ok(reads.some(({ status }) => status === 200))
    hidden.set(permission, new Set(reads.filter(({ status }) => status >= 400).map(({ url }) => url)))
  }
  const first = { reach: await readReach(world), theirs: await readTheirs(world, open), hidden }
  return { world, first, open, all, readWrites: countWrites(world) }
}

const state: { prepared?: Awaited<ReturnType<typeof prepare>> } = {}
before(async () => {
  state.prepared = await prepare()
})
after(() => state.prepared?.world.database.close())

const listBodies = (schema: NonNullable<Endpoint['body']>, world: World): object[] =>
  listValues(schema, { texts: listTexts(world) }).filter((one) => typeof one === 'object' && one !== null)

/** Compares what everybody reaches and reads with the beginning. */
async function compare(permission: string, caller: Caller, what: string, written: string[]) {
  const { prepared } = state
  assert.ok(prepared)
  const { world, first, open, all } = prepared
  const urls = written.some((table) => table.startsWith('user')) ? all : open
  const { own, gained } = await readTheirs(world, open)
  assert.deepEqual(own, first.theirs.own, what)
  assert.deepEqual(
    gained.filter((one) => !first.theirs.gained.includes(one)),
    [],
    what,
  )
  for (const { url, status, text } of await readAll(caller, urls)) {
    // The caller may have sent the names and ids of others.
    assert.ok(!text.includes(marker), `${what}\nnow reads ${url}`)
    assert.ok(!first.hidden.get(permission)?.has(url) || status >= 400, `${what}\nnow reads ${url}`)
  }
}

const accepted = new Map<string, number>()

for (const { name, endpoint } of writing)
  test(`${name}: the other organisation does not notice, and nothing of it is seen`, async (context) => {
    assert.ok(state.prepared)
    const { world, first, readWrites } = state.prepared
    const bodies = endpoint.body ? listBodies(endpoint.body, world) : [undefined]
    assert.ok(bodies.length > 0, 'the contract accepts a body')
    const rows = await keepRows(world, readWrites)
    const [seen, read] = [new Set<string>(), new Set<string>()]
    context.after(rows.restore)
    for (const [permission, caller] of world.callers) {
      for (const url of listPaths(endpoint, world)) {
        for (const body of bodies) {
          const answer: Answer = await caller(endpoint.method, url, body)
          const sent = `${url} ${JSON.stringify(body)}`
          const what: string = `${permission}: ${endpoint.method} ${sent}: ${answer.status} ${answer.text}`
          assert.deepEqual(answer.status < 300 ? listSeen(answer.text, sent, world) : [], [], what)
          assert.ok(!answer.text.includes(marker), what)
          if (answer.status >= 300) assert.deepEqual(rows.listWritten(), [], what)
          if (answer.body.reason === 'permission-missing') break
          assert.ok(answer.status < 500, what)
          if (answer.status >= 300) continue
          accepted.set(name, (accepted.get(name) ?? 0) + 1)
          const written = rows.listWritten()
          if (!written.length) continue
          const { changed, damaged } = await rows.compare()
          assert.deepEqual(damaged, [], what)
          if (changed && !seen.has(changed)) {
            if (permission === allOfThem) seen.add(changed)
            assert.deepEqual(await readReach(world), first.reach, what)
            // What is read depends on the fields that were sent, and on whether they name something of others.
            const fields = `${permission} ${url} ${Object.keys(body ?? {})} ${namesTheirs(JSON.stringify(body ?? ''), world)}`
            if (!read.has(fields)) await compare(permission, caller, what, written)
            read.add(fields)
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
