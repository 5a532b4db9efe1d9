// Failures and refusals of 37 causes, whose messages name different patients, facilities, times, addresses and numbers.
import { randomUUID } from 'node:crypto'
import type { RefusalCode, Stage } from '@mediary/contract/operations/refusals'

/** Returns a number from 0 to below `max`. */
export type Random = (max: number) => number

/** A generator of numbers that gives the same ones for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed
  return (max) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * max)
  }
}

const givenNames = 'Amina Joseph Wanjiru Thabo Chipo Kwame Aïcha José Nakato Fatou Lindiwe Otto Neema Ngozi'.split(' ')
const familyNames = "Otieno Mwangi Nkosi Mensah Diallo Okafor Traoré O'Brien Banda Juma Wekesa Da-Silva Moyo".split(' ')
const facilityNames = 'Kisumu Gaborone Mbarara Bouaké Nampula Mzuzu Kilifi Lobatse Arusha Kumasi Tete Gulu'.split(' ')

/** Texts that differ from one failure to the next. */
function fillers(random: Random) {
  const pick = (values: readonly string[]) => values[random(values.length)] ?? ''
  const name = () => `${pick(givenNames)} ${pick(familyNames)}`
  const number = (max: number) => String(random(max) + 1)
  const time = () => new Date(1_700_000_000_000 + random(90_000_000) * 1_000).toISOString()
  const id = () =>
    pick([
      number(10_000_000),
      randomUUID(),
      `${random(2 ** 31)
        .toString(16)
        .padStart(8, '0')}0a`,
    ])
  const address = () => `10.${random(256)}.${random(256)}.${random(256)}:${8000 + random(1000)}`
  const host = () =>
    `${pick(facilityNames)
      .normalize('NFD')
      .replace(/\P{ASCII}/gu, '')
      .toLowerCase()}.health.example.org`
  const facility = () => `${pick(facilityNames)} ${pick(facilityNames)}`
  return { name, number, time, id, address, host, facility }
}
type Fillers = ReturnType<typeof fillers>

/** A cause of failures. `message` makes a message of it. An upstream that answers with an error gives none. */
type FailureCause = { channel: number; route: string; status: number; message?: (fill: Fillers) => string }

const messages: ((fill: Fillers) => string)[] = [
  (f) => `${f.address()} refused the connection`,
  (f) => `Request took longer than ${f.number(60_000)}ms`,
  (f) => `${f.host()}:${f.number(9000)} has no address: the name is unknown`,
  (f) => `${f.host()} has a certificate that has expired`,
  (f) => `Patient ${f.name()} not found (id ${f.id()})`,
  (f) => `Duplicate key value violates unique constraint "visit_${f.number(900)}" at ${f.time()}`,
  (f) =>
    `HAPI-0450: Failed to parse request body as JSON resource. Error was: unexpected token at position ${f.number(5000)}`,
  (f) => `Resource Encounter/${f.id()} is locked by ${f.name()} since ${f.time()}`,
  (f) => `java.lang.NullPointerException: Cannot read field "birthDate" of patient ${f.id()}`,
  (f) => `java.lang.IllegalStateException: visit ${f.id()} was closed at ${f.time()}`,
  (f) => `Facility '${f.facility()}' is not registered, see https://${f.host()}/facilities/${f.id()}`,
  (f) => `${f.name()} is not a practitioner of ${f.facility()}`,
  (f) => `Deadlock detected while writing observation ${f.id()}`,
  (f) => `Quota of ${f.number(500)} MB exceeded for ${f.host()}`,
  (f) => `No segment PID in message ${f.id()} of ${f.time()}`,
  (f) => `ETIMEDOUT ${f.address()}`,
  (f) => `ECONNRESET ${f.address()}`,
  (f) => `Mapping of code ${f.id()} failed: concept is unknown`,
  (f) => `Mail to ${f.number(99)}@${f.host()} was rejected`,
  (f) => `Token of user ${f.number(999)} expired at ${f.time()}`,
]
const statuses = [500, 501, 502, 503, 504, 507]

const failureCauses: FailureCause[] = [
  ...messages.map((message, i) => ({ channel: i % 5, route: 'main', status: 500, message })),
  ...statuses.map((status) => ({ channel: 1, route: 'main', status })),
  // The same message of another channel or route is another cause.
  { channel: 7, route: 'main', status: 500, message: (f) => `${f.address()} refused the connection` },
  { channel: 0, route: 'archive', status: 500, message: (f) => `${f.address()} refused the connection` },
  { channel: 8, route: 'main', status: 502, message: (f) => `Le patient ${f.name()} est introuvable` },
]

type RefusalCause = {
  channel: number | null
  stage: Stage
  code: RefusalCode
  status: number
  write: (fill: Fillers) => string
}

const refusalCauses: RefusalCause[] = [
  {
    channel: 0,
    stage: 'authorise',
    code: 'not-allowed',
    status: 403,
    write: (f: Fillers) => `Neither client "${f.number(900)}" nor one of its roles may use the channel "Lab"`,
  },
  {
    channel: 2,
    stage: 'authorise',
    code: 'not-allowed',
    status: 403,
    write: (f: Fillers) => `Neither client "${f.number(900)}" nor one of its roles may use the channel "Lab"`,
  },
  {
    channel: null,
    stage: 'identify',
    code: 'unknown-client',
    status: 401,
    write: (f: Fillers) => `No client has the Client ID "${f.id()}"`,
  },
  {
    channel: null,
    stage: 'identify',
    code: 'wrong-password',
    status: 401,
    write: (f: Fillers) => `The password of client "${f.id()}" is wrong`,
  },
  {
    channel: null,
    stage: 'match',
    code: 'no-channel',
    status: 404,
    write: (f: Fillers) => `No channel takes the path /${f.id()}`,
  },
  {
    channel: 3,
    stage: 'authorise',
    code: 'over-limit',
    status: 429,
    write: (f: Fillers) => `The limit of ${f.number(9)} requests a second is reached for "${f.facility()}"`,
  },
  {
    channel: null,
    stage: 'identify',
    code: 'expired-certificate',
    status: 401,
    write: (f: Fillers) => `The certificate "${f.host()}" has expired`,
  },
  { channel: null, stage: 'receive', code: 'too-large', status: 413, write: () => 'The headers are too large' },
]

export const causes = failureCauses.length + refusalCauses.length

type SeededFailure = { kind: 'failure'; channel: number; route: string; status: number; error: string | null }
type SeededRefusal = Omit<RefusalCause, 'write'> & { kind: 'refusal'; reason: string }

/** Returns a failure of one of the causes, with a message of its own. */
export function buildFailure(random: Random, cause: number = random(causes)): SeededFailure | SeededRefusal {
  const fill = fillers(random)
  const failure = failureCauses[cause]
  if (failure) {
    const { channel, route, status, message } = failure
    return { kind: 'failure', channel, route, status, error: message?.(fill) ?? null }
  }
  const refusal = refusalCauses[cause - failureCauses.length] ?? refusalCauses[0]
  if (!refusal) throw new Error('there is no such cause')
  const { channel, stage, code, status, write } = refusal
  return { kind: 'refusal', channel, stage, code, status, reason: write(fill) }
}
