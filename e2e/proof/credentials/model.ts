// Random changes of clients and credentials, and an oracle that says at each instant what both workers must answer.
import assert from 'node:assert/strict'
import { z } from 'zod'
import { type Seeded, seeded } from '../seeded.ts'
import { type Client, type Kind, type Secret, type Status, startWorld, toAuthorization, type World } from './world.ts'

type Options = { steps: number; seed: number; say?: (line: string) => void }
type Model = { world: World; draw: Seeded; clients: Client[]; made: number; done: Record<string, number> }

const second = 1_000
const kinds = ['token', 'basic', 'jwt'] as const
const clientCount = 4
const reported = 5_000

const soon = ({ below }: Seeded) => (below(2) ? 1 + below(5) : 1 + below(400)) * second
const maybeSoon = (draw: Seeded) => (draw.below(2) ? soon(draw) : undefined)
const toText = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString())

/** Returns the status that both workers must answer. */
function expect(client: Client, { from, until, revoked }: Secret, at: number) {
  if (revoked || at < from || at >= until) return 401
  return isDisabled(client.status, at) ? 403 : 200
}

function isDisabled(status: Status | undefined, at: number) {
  if (!status) return false
  const within = at >= status.from && at < status.until
  return within ? status.disabled : !status.disabled
}

async function check({ world }: Model, client: Client, secret: Secret) {
  const now = world.clock.now()
  const expected = expect(client, secret, now)
  const found = await world.askBoth(secret.authorization)
  assert.deepEqual(
    found,
    [expected, expected],
    JSON.stringify({ client: client.clientID, secret, status: client.status, now }),
  )
  return expected
}

const Made = z.object({ _id: z.string(), secret: z.string().optional() })
type Listed = { _id: string; state: string }

/** An expired secret may be forgotten, to make room for another. Then it does not pass when the clock goes back. */
async function forgetExpired({ world }: Model, client: Client) {
  const listed = await world.program.get<Listed[]>(`/clients/${client.id}/credentials`)
  const revoked = new Set(listed.flatMap(({ _id, state }) => (state === 'revoked' ? [_id] : [])))
  for (const one of client.secrets)
    if (revoked.has(one.id) && one.kind !== 'jwt' && world.clock.now() >= one.until) one.revoked = true
}

type Answered = { kind: Kind; subject: string; answer: { json: () => unknown }; period: Pick<Secret, 'from' | 'until'> }

/** Keeps a secret that was made, as the oracle knows it. */
async function keep(model: Model, client: Client, { kind, answer, subject, period }: Answered) {
  const { _id: id, secret = subject } = Made.parse(answer.json())
  const authorization = toAuthorization(kind, client.clientID, secret)
  const made: Secret = { id, kind, ...period, revoked: false, authorization }
  await forgetExpired(model, client)
  // Of those that can never pass again the newest are asked.
  const [live, dead] = [client.secrets.filter((one) => !one.revoked), client.secrets.filter((one) => one.revoked)]
  client.secrets = [...dead.slice(-3), ...live.slice(-11), made]
  return made
}

const newSubject = (model: Model) => `subject-${model.made++}@issuer`

async function add(model: Model, client: Client) {
  const { world, draw } = model
  const kind = draw.pick(kinds)
  const now = world.clock.now()
  const [from, until] = [maybeSoon(draw), maybeSoon(draw)].map((after) =>
    after === undefined ? undefined : now + after,
  )
  const subject = newSubject(model)
  const body = { kind, validFrom: toText(from), validUntil: toText(until), ...(kind === 'jwt' && { subject }) }
  const answer = await world.program.call('POST', `/clients/${client.id}/credentials`, body)
  if (answer.status !== 201) return undefined
  const period = { from: from ?? Number.NEGATIVE_INFINITY, until: until ?? Number.POSITIVE_INFINITY }
  return keep(model, client, { kind, subject, answer, period })
}

async function rotate(model: Model, client: Client, secret: Secret) {
  const { world, draw } = model
  const overlapSeconds = draw.below(4) ? draw.below(20) : 0
  const subject = newSubject(model)
  const url = `/clients/${client.id}/credentials/${secret.id}/rotate`
  const answer = await world.program.call('POST', url, { overlapSeconds, ...(secret.kind === 'jwt' && { subject }) })
  if (answer.status !== 201) return
  if (overlapSeconds === 0) secret.revoked = true
  else secret.until = Math.min(secret.until, world.clock.now() + overlapSeconds * second)
  const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
  const made = await keep(model, client, { kind: secret.kind, subject, answer, period: always })
  await check(model, client, made)
}

async function revoke({ world }: Model, client: Client, secret: Secret) {
  const answer = await world.program.call('DELETE', `/clients/${client.id}/credentials/${secret.id}`)
  assert.ok(answer.status === 200 || answer.status === 404, answer.text)
  secret.revoked = true
}

async function changeStatus({ world, draw }: Model, client: Client) {
  const now = world.clock.now()
  const disabled = draw.below(2) === 0
  const [from, until] = [maybeSoon(draw), maybeSoon(draw)].map((after) =>
    after === undefined ? undefined : now + after,
  )
  const body = { reason: 'any', from: toText(from), until: toText(until) }
  const answer = await world.program.call('POST', `/clients/${client.id}/${disabled ? 'disable' : 'enable'}`, body)
  if (answer.status !== 200) return
  client.status = { disabled, from: from ?? Number.NEGATIVE_INFINITY, until: until ?? Number.POSITIVE_INFINITY }
}

/** Deletes a client and makes another: none of the former secrets may pass again. */
async function replace(model: Model, place: number) {
  const { world, clients } = model
  const former = clients[place]
  if (former) {
    assert.equal((await world.program.call('DELETE', `/clients/${former.id}`)).status, 200)
    for (const one of former.secrets) await check(model, former, Object.assign(one, { revoked: true }))
  }
  const clientID = `client-${model.made++}`
  await world.program.makeClient({ clientID, clientDomain: `${clientID}.example` })
  const { _id: id } = await world.program.get<{ _id: string }>(`/clients/${clientID}?byNamedClientID=true`)
  clients[place] = { id, clientID, secrets: [], status: undefined }
}

/** Moves the clock: by some seconds, far, back, or to the instants just before and at an end or a beginning. */
async function jump(model: Model, client: Client, secret: Secret | undefined) {
  const { world, draw } = model
  const now = world.clock.now()
  const moments = [secret?.from, secret?.until, client.status?.from, client.status?.until].filter(
    (moment) => moment !== undefined && Math.abs(moment - now) < 3_600 * second,
  )
  const moment = moments[draw.below(Math.max(1, moments.length))]
  if (secret && moment !== undefined && draw.below(2)) {
    world.clock.set(moment - 1)
    await check(model, client, secret)
    return world.clock.set(moment)
  }
  world.clock.set(now + (draw.below(4) ? 1 + draw.below(5) : draw.below(720) - 120) * second)
}

const acts = [
  'ask',
  'ask',
  'ask',
  'ask',
  'jump',
  'jump',
  'jump',
  'add',
  'add',
  'rotate',
  'rotate',
  'revoke',
  'status',
] as const

/** Makes one random step, and asks both workers with a secret. Returns the status that was right. */
async function step(model: Model) {
  const { draw, clients } = model
  const place = draw.below(clientCount)
  if (draw.below(150) === 0) await replace(model, place)
  const client = clients[place]
  assert.ok(client)
  const act = draw.pick(acts)
  model.done[act] = (model.done[act] ?? 0) + 1
  const secret = client.secrets[client.secrets.length - 1 - draw.below(Math.max(1, client.secrets.length))]
  if (act === 'jump') await jump(model, client, secret)
  if (act === 'status') await changeStatus(model, client)
  if (act === 'rotate' && secret) await rotate(model, client, secret)
  if (act === 'revoke' && secret) await revoke(model, client, secret)
  const asked = act === 'add' || !secret ? ((await add(model, client)) ?? secret) : secret
  return asked && check(model, client, asked)
}

/** Compares both workers with the oracle for some steps. Throws at the first difference. */
export async function compareWithOracle({ steps, seed, say = () => undefined }: Options) {
  const world = await startWorld()
  try {
    const model: Model = { world, draw: seeded(seed), clients: [], made: 0, done: {} }
    for (let place = 0; place < clientCount; place++) await replace(model, place)
    const right = new Map<number | undefined, number>()
    for (let n = 1; n <= steps; n++) {
      const status = await step(model)
      right.set(status, (right.get(status) ?? 0) + 1)
      if (n % reported === 0) say(`${n} steps, ${world.asked()} requests, no difference`)
    }
    const answers = Object.fromEntries([...right].map(([status, count]) => [String(status ?? 'none'), count]))
    return { steps, requests: world.asked(), workers: [...world.workers.values()], acts: model.done, answers }
  } finally {
    await world.end()
  }
}
