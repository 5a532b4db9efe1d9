// Searches AuditEvents: it makes the events of the newest rows first, and keeps those that match.
import { idAfter, leastIdAt } from '../../platform/ids.ts'
import { type EventId, type EventSource, type FoundEvent, readEventId } from '../event-source.ts'
import { type EventKind, eventKinds, type PatientIndex, type PatientQuery } from '../patients/patient-index.ts'
import { readDate } from './dates.ts'
import { type Condition, ParameterError, readCondition, toPatientReference } from './parameters.ts'

/** `handling`: what becomes of a parameter that is not known. */
type Asked = { parameters: readonly [name: string, value: string][]; handling: 'strict' | 'lenient' }

export type Search = {
  conditions: Condition[]
  /** The ids that can match, as far as the dates tell. */
  from: string | undefined
  before: string | undefined
  kinds: readonly EventKind[]
  patient: PatientQuery | undefined
  /** The parameters that were not known, and had no effect. */
  ignored: string[]
}

/** Reads a search. Throws ParameterError when a parameter is not understood. */
export function readSearch({ parameters, handling }: Asked): Search {
  const search: Search = {
    conditions: [],
    from: undefined,
    before: undefined,
    kinds: eventKinds,
    patient: undefined,
    ignored: [],
  }
  for (const [name, value] of parameters) {
    const condition = readCondition(name, value)
    if (condition) {
      if (!narrow(search, name, value)) search.conditions.push(condition)
    } else if (handling === 'lenient') search.ignored.push(name)
    else throw new ParameterError(`The parameter "${name}" is not known`)
  }
  return search
}

/** Of transactions all events have this type. */
const restType = /^(.*\|)?rest$/

/** Narrows the rows to read. Returns true when every event of them matches: the index of patients knows also what events hide. */
function narrow(search: Search, name: string, value: string): boolean {
  if (value.includes(',')) return false
  if (name === 'date') narrowByDate(search, value)
  if (name === 'type' && !restType.test(value)) search.kinds = search.kinds.filter((kind) => kind === 'audit')
  if (name === '_id') narrowToId(search, value)
  if (search.patient || (name !== 'patient' && name !== 'patient.identifier')) return false
  search.patient = name === 'patient' ? { value: toPatientReference(value) } : readToken(value)
  return true
}

function narrowToId(search: Search, value: string) {
  const found = readEventId(value)
  if (found) Object.assign(search, { from: found.id, before: idAfter(found.id), kinds: [found.kind] })
}

function readToken(token: string): PatientQuery {
  const bar = token.lastIndexOf('|')
  return bar === -1 ? { value: token } : { system: token.slice(0, bar), value: token.slice(bar + 1) }
}

/** The ids of OpenHIM's documents tell the time to the second. */
const second = 1000

function narrowByDate(search: Search, value: string) {
  const range = readDate(value)
  if (!range?.isInside) return
  const toSecond = (time: number) => Math.floor(time / second) * second
  const from = Number.isFinite(range.from) ? leastIdAt(toSecond(range.from)) : undefined
  const before = Number.isFinite(range.until) ? leastIdAt(toSecond(range.until) + second) : undefined
  if (from !== undefined && (search.from === undefined || from > search.from)) search.from = from
  if (before !== undefined && (search.before === undefined || before < search.before)) search.before = before
}

/** `next`: where the next page begins. A page may be short although others follow: a search reads so many rows at a time. */
type EventPage = { events: FoundEvent[]; next: string | undefined }

const bounds = { batch: 200, scanned: 4_000, milliseconds: 2_000 }

type Sources = { source: EventSource; index: Pick<PatientIndex, 'listEvents'> }

/** Returns a page of events, newest first, that are older than `before`. */
export async function searchEvents(
  { source, index }: Sources,
  search: Search,
  { count, before }: { count: number; before: string | undefined },
): Promise<EventPage> {
  const deadline = performance.now() + bounds.milliseconds
  const found: FoundEvent[] = []
  let mark = earlier(before, search.before)
  for (let scanned = 0; scanned < bounds.scanned && performance.now() < deadline; ) {
    const range = { before: mark, from: search.from, limit: bounds.batch }
    const ids = search.patient ? await index.listEvents(search.patient, range) : await listNewest(source, search, range)
    const allowed = ids.filter(({ kind }) => search.kinds.includes(kind))
    for (const one of await source.load(allowed)) {
      if (!search.conditions.every((matches) => matches(one.event))) continue
      found.push(one)
      if (found.length === count) return { events: found, next: one.id }
    }
    if (ids.length < bounds.batch) return { events: found, next: undefined }
    mark = ids.at(-1)?.id
    scanned += ids.length
  }
  return { events: found, next: mark }
}

const earlier = (one: string | undefined, other: string | undefined) =>
  one !== undefined && (other === undefined || one < other) ? one : other

/** Returns the newest ids of all kinds. */
async function listNewest(source: EventSource, { kinds }: Search, range: Parameters<EventSource['listIds']>[1]) {
  const lists = await Promise.all(kinds.map((kind) => source.listIds(kind, range)))
  return lists
    .flat()
    .sort((one: EventId, other: EventId) => (one.id < other.id ? 1 : -1))
    .slice(0, range.limit)
}
