// Compares the gateway with an oracle: which credentials pass at each instant, whatever was changed before.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mock } from 'node:test'
import fc from 'fast-check'
import { SignJWT } from 'jose'
import { guessStore } from '../../clients/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { logTo } from '../../platform/log.ts'
import { Settings } from '../../settings/settings.ts'
import { toConfiguredIssuer } from '../../system/index.ts'
import { issue } from '../../testing/certificates.ts'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { refuseDisabledClient } from '../authorise.ts'
import { createUpstreams, loadSnapshot } from '../index.ts'
import { buildArrival } from '../listeners/request.ts'
import type { Trust } from './client-trust.ts'
import { identifier } from './identify.ts'

const second = 1_000
const jwtSecret = 'a-shared-secret-that-is-long-enough-for-hs256'
const kinds = ['token', 'basic', 'jwt', 'certificate'] as const
type Kind = (typeof kinds)[number]

/** What the oracle knows of a secret: when it passes, and how it is sent. */
type Known = {
  id: string
  client: number
  kind: Kind
  from: number
  until: number
  revoked: boolean
  authorization?: string
  certificate?: string
}
/** The latest status change of a client: its status within the period, the other one outside. */
type KnownStatus = { disabled: boolean; from: number; until: number }

type Period = { from?: number; until?: number }
type Step =
  | ({ do: 'add'; client: number; kind: Kind } & Period)
  | { do: 'rotate'; which: number; seconds: number }
  | { do: 'revoke'; which: number; seconds: number }
  | ({ do: 'disable'; client: number } & Period)
  | ({ do: 'enable'; client: number } & Period)
  | { do: 'jump'; seconds: number }

const client = fc.nat(1)
const soon = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 400 }))
const maybe = fc.option(soon, { nil: undefined })
const status = (name: 'disable' | 'enable') =>
  fc.record({ do: fc.constant(name), client, from: maybe, until: maybe }, { requiredKeys: ['do', 'client'] })
const change = (name: 'rotate' | 'revoke') => fc.record({ do: fc.constant(name), which: fc.nat(), seconds: fc.nat(20) })
const addition = fc.record(
  { do: fc.constant('add' as const), client, kind: fc.constantFrom(...kinds), from: maybe, until: maybe },
  { requiredKeys: ['do', 'client', 'kind'] },
)
const step = fc.oneof(
  addition,
  addition,
  change('rotate'),
  change('revoke'),
  status('disable'),
  status('enable'),
  fc.record({
    do: fc.constant('jump' as const),
    seconds: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: -120, max: 600 })),
  }),
) as fc.Arbitrary<Step>

const everyPath: Trust = {
  isAnchor: () => true,
  pathFrom: (certificate) => [certificate],
  revokedBy: () => undefined,
  issued: new Map(),
  isOwnAuthority: () => false,
  state: '',
}

async function startGateway(database: Database) {
  const api = configurationApi(database)
  const upstreams = createUpstreams({
    timeout: 1000,
    trusted: () => undefined,
    identity: () => undefined,
    log: logTo('silent', 'test'),
  })
  const jwt = { secretOrPublicKey: jwtSecret, algorithms: 'HS256' }
  const issuer = toConfiguredIssuer(Settings.parse({ authentication: { jwt } }).authentication.jwt)
  const issuers = issuer ? [issuer] : []
  const snapshot = await loadSnapshot({
    clients: api.clients,
    mechanisms: { enabled: async () => ['basic-auth', 'custom-token-auth', 'jwt-auth', 'mutual-tls-auth'] },
    issuers: { forGateway: async () => issuers },
    channels: { forGateway: async () => [] },
    changes: api.changes,
    upstreams,
    loadTrust: async () => undefined,
    address: { host: 'localhost', http: 5001, https: 5000 },
    log: logTo('silent', 'test'),
  })
  const identify = identifier({
    snapshot: snapshot.current,
    secrets: api.secrets,
    clients: api.clients,
    guesses: guessStore(database, { digest: api.secrets.searchDigest }),
    certificates: { trust: () => everyPath, used: () => undefined, inChain: false, depth: 0 },
  })
  let asked = 0

  /** Returns the Client ID that passes, or undefined. Each request has an address of its own: nobody has guessed there. */
  const ask = async ({ authorization, certificate }: Pick<Known, 'authorization' | 'certificate'>) => {
    const address = `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`
    asked++
    const headers = authorization === undefined ? [] : ['Authorization', authorization]
    const arrival = buildArrival({ method: 'GET', path: '/', query: '', headers, address, hasBody: false })
    const caller = await identify({ ...arrival, clientCertificate: certificate })
    try {
      refuseDisabledClient({ compat: Settings.parse({}).compat }, caller, arrival)
      return caller.client?.clientID
    } catch {
      return undefined
    }
  }
  return { ...api, catchUp: snapshot.catchUp, close: () => upstreams.close(), ask, asked: () => asked }
}

type World = Awaited<ReturnType<typeof startGateway>>

/** The stores and the gateway, and what the oracle knows of them. */
type Model = { world: World; ids: string[]; known: Known[]; statuses: KnownStatus[] }

const toText = (seconds: number | undefined) =>
  seconds === undefined ? undefined : new Date(Date.now() + seconds * second).toISOString()
const toBegin = (seconds: number | undefined) =>
  seconds === undefined ? Number.NEGATIVE_INFINITY : Date.now() + seconds * second
const toEnd = (seconds: number | undefined) =>
  seconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + seconds * second

/** Applies a step to the store, and to the oracle what the step means. */
async function apply(model: Model, one: Step) {
  switch (one.do) {
    case 'jump':
      return mock.timers.setTime(Date.now() + one.seconds * second)
    case 'add':
      return add(model, one)
    case 'disable':
    case 'enable':
      return changeStatus(model, one)
    case 'rotate':
      return rotate(model, one)
    case 'revoke':
      return revoke(model, one)
  }
}

async function add({ world, ids, known }: Model, { client, kind, from, until }: Extract<Step, { do: 'add' }>) {
  const material = await makeMaterial(kind)
  const period = { validFrom: toText(from), validUntil: toText(until) }
  const made = await world.post(`/clients/${ids[client]}/credentials`, { kind, ...period, ...material })
  if (made.status !== 201) return
  const { _id: id, secret } = made.body
  const sent = await toSent(kind, client, secret, material)
  known.push({ id, client, kind, from: toBegin(from), until: toEnd(until), revoked: false, ...sent })
  await forgetExpired(world, ids, known)
}

type StatusStep = Extract<Step, { do: 'disable' } | { do: 'enable' }>

async function changeStatus({ world, ids, statuses }: Model, { do: action, client, from, until }: StatusStep) {
  const body = { reason: 'x', from: toText(from), until: toText(until) }
  if ((await world.post(`/clients/${ids[client]}/${action}`, body)).status !== 200) return
  statuses[client] = { disabled: action === 'disable', from: toBegin(from), until: toEnd(until) }
}

const choose = (known: Known[], which: number) => known[which % Math.max(1, known.length)]
const toUrl = (ids: string[], { client, id }: Known) => `/clients/${ids[client]}/credentials/${id}`

async function revoke({ world, ids, known }: Model, { which }: Extract<Step, { do: 'revoke' }>) {
  const chosen = choose(known, which)
  if (!chosen) return
  assert.equal((await world.delete(toUrl(ids, chosen))).status, 200)
  chosen.revoked = true
}

async function rotate({ world, ids, known }: Model, { which, seconds }: Extract<Step, { do: 'rotate' }>) {
  const chosen = choose(known, which)
  if (!chosen) return
  const { client, kind } = chosen
  const material = await makeMaterial(kind)
  const made = await world.post(`${toUrl(ids, chosen)}/rotate`, { overlapSeconds: seconds, ...material })
  if (made.status !== 201) return
  chosen.until = Math.min(chosen.until, toEnd(seconds))
  // Without an overlap the first is revoked, and does not pass when the clock goes back.
  chosen.revoked ||= seconds === 0
  const { _id: id, secret } = made.body
  const sent = await toSent(kind, client, secret, material)
  known.push({ id, client, kind, from: toBegin(undefined), until: toEnd(undefined), revoked: false, ...sent })
  await forgetExpired(world, ids, known)
}

/** A password or token that has expired may be forgotten, to make room. Then it does not pass when the clock goes back. */
async function forgetExpired(world: World, ids: string[], known: Known[]) {
  const listed = await Promise.all(ids.map((id) => world.get(`/clients/${id}/credentials`)))
  const revoked = new Set(
    listed.flatMap(({ body }) => body.flatMap((one: Listed) => (one.state === 'revoked' ? [one._id] : []))),
  )
  for (const one of known) {
    const mayBeForgotten = (one.kind === 'basic' || one.kind === 'token') && Date.now() >= one.until
    if (mayBeForgotten && revoked.has(one.id)) one.revoked = true
  }
}

type Listed = { _id: string; state: string }

async function makeMaterial(kind: Kind): Promise<{ certificate?: string; subject?: string }> {
  if (kind === 'jwt') return { subject: randomBytes(8).toString('hex') }
  if (kind !== 'certificate') return {}
  return { certificate: (await issue({ subject: 'CN=any', days: { from: -60, to: 60 } })).cert }
}

type Sent = Pick<Known, 'authorization' | 'certificate'>

async function toSent(
  kind: Kind,
  owner: number,
  secret: string | undefined,
  { certificate, subject }: Awaited<ReturnType<typeof makeMaterial>>,
): Promise<Sent> {
  if (certificate) return { certificate: encodeURIComponent(certificate) }
  if (kind === 'token') return { authorization: `Custom ${secret}` }
  if (kind === 'basic') return { authorization: `Basic ${Buffer.from(`client-${owner}:${secret}`).toString('base64')}` }
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(subject ?? '')
    .sign(new TextEncoder().encode(jwtSecret))
  return { authorization: `Bearer ${token}` }
}

function mayPass({ from, until, revoked, client }: Known, statuses: KnownStatus[], at: number) {
  const change = statuses[client]
  const within = change && at >= change.from && at < change.until
  const disabled = change !== undefined && (within ? change.disabled : !change.disabled)
  return !disabled && !revoked && at >= from && at < until
}

/** Returns the instants just before and at some of the moments at which an answer changes. */
function listBoundaries(known: Known[], statuses: KnownStatus[], now: number) {
  const moments = [...known, ...statuses.filter(Boolean)].flatMap(({ from, until }) => [from, until])
  const near = moments.filter((moment) => Math.abs(moment - now) < 3_600 * second)
  return near.slice(-4).flatMap((moment) => [moment - 1, moment])
}

/** Runs steps, and compares after each of them every secret with the oracle. Returns how often one accepted. */
async function compare(database: Database, round: number, steps: Step[]) {
  const world = await startGateway(database)
  const clientIDs = [0, 1].map((n) => `client-${n}`)
  for (const clientID of clientIDs) {
    const { _id } = (await world.get(`/clients/${clientID}?byNamedClientID=true`)).body
    if (_id) await world.delete(`/clients/${_id}`)
    // The Domain is that of every certificate here, so only what binds a certificate tells the clients apart.
    await world.post('/clients', { clientID, name: clientID, roles: [`role-${round}`], clientDomain: 'any' })
  }
  const ids: string[] = []
  for (const clientID of clientIDs) ids.push((await world.get(`/clients/${clientID}?byNamedClientID=true`)).body._id)
  const [known, statuses, accepted]: [Known[], KnownStatus[], { count: number }] = [[], [], { count: 0 }]
  const askAll = async () => {
    for (const secret of known) {
      const expected = mayPass(secret, statuses, Date.now()) ? clientIDs[secret.client] : undefined
      const found = await world.ask(secret)
      assert.equal(found, expected, JSON.stringify({ secret, now: Date.now(), statuses }))
      if (found) accepted.count++
    }
  }
  for (const one of steps) {
    await apply({ world, ids, known, statuses }, one)
    await world.catchUp()
    const now = Date.now()
    for (const instant of [now, ...listBoundaries(known, statuses, now), now]) {
      mock.timers.setTime(instant)
      await askAll()
    }
  }
  await world.close()
  return { asked: world.asked(), accepted: accepted.count }
}

onBothEngines('at each instant exactly the right secrets pass', async (database) => {
  const runs = Number(process.env.MEDIARY_MODEL_RUNS ?? 4)
  mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const total = { round: 0, asked: 0, accepted: 0 }
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
        const { asked, accepted } = await compare(database, total.round++, steps)
        total.asked += asked
        total.accepted += accepted
      }),
      { numRuns: runs, endOnFailure: true },
    )
  } finally {
    mock.timers.reset()
  }
  // Both answers must have been seen often.
  assert.ok(total.accepted > total.asked / 20 && total.accepted < total.asked * 0.95, JSON.stringify(total))
  if (process.env.MEDIARY_MODEL_RUNS) console.log(JSON.stringify(total))
})
