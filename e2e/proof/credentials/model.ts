// Random changes of clients and credentials, and an oracle that says at each instant what both workers must answer. The clients
// are changed at the same time; only the clock moves for all of them at once.
import assert from 'node:assert/strict'
import { z } from 'zod'
import { type Seeded, seeded } from '../seeded.ts'
import {
  type AskBoth,
  type Client,
  type Kind,
  type Secret,
  type Status,
  startWorld,
  toAuthorization,
  type World,
} from './world.ts'

type Options = { steps: number; seed: number; say?: (line: string) => void }
/** A client, and after its deletion another. Its numbers are drawn for it alone, so they do not depend on who comes first. */
type Model = {
  world: World
  askBoth: AskBoth
  draw: Seeded
  place: number
  client: Client | undefined
  made: number
  done: Record<string, number>
}

const second = 1_000
const kinds = ['token', 'basic', 'jwt'] as const
const clientCount = 6
/** What one client does between two moves of the clock. */
const maxSteps = 2
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

async function check({ world, askBoth }: Model, client: Client, secret: Secret) {
  const now = world.clock.now()
  const expected = expect(client, secret, now)
  const found = await askBoth(secret.authorization)
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

const newSubject = (model: Model) => `subject-${model.place}-${model.made++}@issuer`

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
async function replace(model: Model) {
  const { world, client: former } = model
  if (former) {
    assert.equal((await world.program.call('DELETE', `/clients/${former.id}`)).status, 200)
    for (const one of former.secrets) await check(model, former, Object.assign(one, { revoked: true }))
  }
  const clientID = `client-${model.place}-${model.made++}`
  await world.program.makeClient({ clientID, clientDomain: `${clientID}.example` })
  const { _id: id } = await world.program.get<{ _id: string }>(`/clients/${clientID}?byNamedClientID=true`)
  model.client = { id, clientID, secrets: [], status: undefined }
}

const pickSecret = ({ draw }: Model, { secrets }: Client) =>
  secrets[secrets.length - 1 - draw.below(Math.max(1, secrets.length))]

/** Asks both workers with a secret of each client, at the same time. `chosen`: what is asked of one of them. */
const checkAll = (models: readonly Model[], chosen?: { model: Model; secret: Secret }) =>
  Promise.all(
    models.map(async (model) => {
      const { client } = model
      const secret = client && (model === chosen?.model ? chosen.secret : pickSecret(model, client))
      return secret && check(model, client, secret)
    }),
  )

/** Moves the clock: by some seconds, far, back, or to the instants just before and at an end or a beginning. */
async function jump(models: readonly Model[], draw: Seeded) {
  const model = models[draw.below(models.length)]
  assert.ok(model?.client)
  const { world, client } = model
  const secret = pickSecret(model, client)
  const now = world.clock.now()
  const moments = [secret?.from, secret?.until, client.status?.from, client.status?.until].filter(
    (moment) => moment !== undefined && Math.abs(moment - now) < 3_600 * second,
  )
  const moment = moments[draw.below(Math.max(1, moments.length))]
  if (!secret || moment === undefined || draw.below(2)) {
    world.clock.set(now + (draw.below(4) ? 1 + draw.below(5) : draw.below(720) - 120) * second)
    return checkAll(models)
  }
  world.clock.set(moment - 1)
  await checkAll(models, { model, secret })
  world.clock.set(moment)
  return checkAll(models, { model, secret })
}

const acts = ['ask', 'ask', 'ask', 'ask', 'add', 'add', 'rotate', 'rotate', 'revoke', 'status'] as const

/** Makes one random step with a client, and asks both workers with a secret. Returns the status that was right. */
async function step(model: Model) {
  const { draw } = model
  if (draw.below(150) === 0) await replace(model)
  const { client } = model
  assert.ok(client)
  const act = draw.pick(acts)
  model.done[act] = (model.done[act] ?? 0) + 1
  const secret = pickSecret(model, client)
  if (act === 'status') await changeStatus(model, client)
  if (act === 'rotate' && secret) await rotate(model, client, secret)
  if (act === 'revoke' && secret) await revoke(model, client, secret)
  const asked = act === 'add' || !secret ? ((await add(model, client)) ?? secret) : secret
  return asked && check(model, client, asked)
}

async function makeSteps(model: Model) {
  const statuses = []
  for (let left = 1 + model.draw.below(maxSteps); left > 0; left--) statuses.push(await step(model))
  return statuses
}

/** Compares both workers with the oracle for some steps. Throws at the first difference. */
export async function compareWithOracle({ steps, seed, say = () => undefined }: Options) {
  const world = await startWorld(clientCount)
  try {
    const draw = seeded(seed)
    const done: Record<string, number> = {}
    const models = world.asking.map((askBoth, place): Model => {
      const own = { draw: seeded(Math.floor(draw.next() * 2 ** 32)), place, client: undefined, made: 0 }
      return { world, askBoth, done, ...own }
    })
    await Promise.all(models.map(replace))
    const right = new Map<number | undefined, number>()
    const count = (statuses: (number | undefined)[]) => {
      for (const status of statuses) right.set(status, (right.get(status) ?? 0) + 1)
    }
    const progress = { made: 0, reported: 0 }
    while (progress.made < steps) {
      count(await jump(models, draw))
      done.jump = (done.jump ?? 0) + 1
      const statuses = (await Promise.all(models.map(makeSteps))).flat()
      count(statuses)
      progress.made += 1 + statuses.length
      if (progress.made < progress.reported + reported) continue
      progress.reported = progress.made
      say(`${progress.made} steps, ${world.asked()} requests, no difference`)
    }
    const answers = Object.fromEntries([...right].map(([status, n]) => [String(status ?? 'none'), n]))
    return { steps: progress.made, requests: world.asked(), workers: [...world.workers.values()], acts: done, answers }
  } finally {
    await world.end()
  }
}
