// Uses every feature of clients in a gateway of the bench: several credentials with periods, timed roles, limits, and what else there is.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import type { Credentials } from '../scenarios.ts'

type Management = { url: string; authorization: string }
type Made = { _id: string; secret: string }
type Kept = { _id: string; kind: string; name?: string }

const day = 86_400_000
const toTime = (days: number) => new Date(Date.now() + days * day).toISOString()
const present = { validFrom: toTime(-1), validUntil: toTime(300) }

/** So high that no request is over them: what is measured is the counting. */
const limits = {
  mode: 'observe',
  requestsPerSecond: 500_000,
  burst: 500_000,
  requestsPerDay: 1e12,
  concurrentRequests: 100_000,
  bytesPerDay: 1e15,
}

/** Calls the management API of a gateway, and returns what it answers: JSON, or a sentence. */
export const openApi =
  ({ url, authorization }: Management) =>
  async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const headers = { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) }
    const answer = await fetch(url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`)
    return JSON.parse(/^[[{]/.test(text) ? text : JSON.stringify(text))
  }
type Call = ReturnType<typeof openApi>

const findClient = (call: Call, clientID: string) =>
  call<{ _id: string }>('GET', `/clients/${clientID}?byNamedClientID=true`).then(({ _id }) => _id)

/** Makes a token of the client with one plain token, and returns it. */
export async function addPlainToken(management: Management): Promise<string> {
  const call = openApi(management)
  const client = await findClient(call, 'bench-token')
  return (await call<Made>('POST', `/clients/${client}/credentials`, { kind: 'token' })).secret
}

/** Puts every feature to use for the clients of the bench. Returns the token that requests send; the password stays. */
export async function useAllFeatures(management: Management, { password }: Credentials): Promise<string> {
  const call = openApi(management)
  for (let n = 0; n < 3; n++) await call('POST', '/authentication/issuers', buildIssuer(n))
  const [channel] = await call<Kept[]>('GET', '/channels')
  await call('PUT', `/channels/${channel?._id}`, { limits })
  await call('POST', '/notes', { object: 'channel', id: channel?._id, text: 'Asked the laboratory to send in parts.' })
  let token = ''
  for (const clientID of ['bench-basic', 'bench-token']) {
    const client = await findClient(call, clientID)
    await call('PUT', `/clients/${client}`, { limits, ...roles })
    await call('POST', `/clients/${client}/disable`, { reason: 'holidays', from: toTime(200), until: toTime(214) })
    await call('POST', '/notes', { object: 'client', id: client, text: 'Called the clinic on Monday.' })
    token = await addCredentials(call, client, password)
  }
  return token
}

const buildIssuer = (n: number) => ({
  name: `Identity provider ${n}`,
  issuer: `https://id-${n}.example/realms/health`,
  algorithms: ['HS256'],
  clientClaim: 'azp',
  secret: randomBytes(32).toString('hex'),
  roles: { claim: 'scope', values: { read: ['bench'] } },
})

/** The role that opens the channel is held for a time only, beside others. */
const roles = {
  roles: ['bench', 'archive', 'statistics'],
  timedRoles: [
    { role: 'bench', from: toTime(-1), until: toTime(100) },
    { role: 'audit', from: toTime(10), until: toTime(20) },
  ],
}

/** Adds credentials of every kind. Those that requests use have a period, and limits of their own, and are the last of their kind. */
async function addCredentials(call: Call, client: string, password: string) {
  const path = `/clients/${client}/credentials`
  const add = (body: object) => call<Made>('POST', path, { ...present, ...body })
  const [, former] = [await add({ kind: 'basic' }), await call<Kept[]>('GET', path)]
  for (let n = 0; n < 4; n++) await add({ kind: 'token', name: `Device ${n}` })
  for (let n = 0; n < 3; n++) await add({ kind: 'jwt', subject: `${client}-${n}` })
  for (let n = 0; n < 2; n++) await add({ kind: 'certificate', certificate: makeCertificate(`${client}-${n}`) })
  const { _id: ended } = await add({ kind: 'token', name: 'Lost device' })
  await call('POST', `${path}/${ended}/rotate`, { overlapSeconds: 0 })
  const used = [await add({ kind: 'basic', password }), await add({ kind: 'token', name: 'In use' })] as const
  for (const { _id } of used) await call('PUT', `${path}/${_id}/limits`, { limits })
  const [document] = former.filter(({ kind }) => kind === 'basic')
  if (document) await call('DELETE', `${path}/${document._id}`)
  return used[1].secret
}

const makeCertificate = (name: string) =>
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-keyout', '/dev/null'].concat([
      '-subj',
      `/CN=${name}`,
      '-days',
      '2',
    ]),
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  )
