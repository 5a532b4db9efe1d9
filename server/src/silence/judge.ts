// Judges clients by their stored hours: the rhythm of each, and whether it is silent.
import type { SetRhythm, SilenceSettings } from '@mediary/contract/operations/silence/settings'
import { buildClosed } from './closed.ts'
import { type Calendar, findSilence, learnedFrom, learnRhythm, type Rhythm } from './rules.ts'
import { gateway, hourLength, type Silence, type SilenceStore, toHour } from './store.ts'

type Local = Calendar['toLocal']

/** A client as its hours show it. `silent`: the silence that goes on. `found`: one that is not stored yet. `ended`: one that is over. */
export type Judged = {
  client: string
  last: number | undefined
  rhythm: Rhythm | undefined
  /** A person has set the rhythm. */
  isSet: boolean
  /** A holiday or a maintenance window goes on. */
  isClosed: boolean
  silent: Silence | undefined
  found: Silence | undefined
  ended: Silence | undefined
}

/** `toLocal` returns the place of an instant in the time zone of the installation. */
type Situation = { toLocal: (at: number) => ReturnType<Local>; settings: SilenceSettings; now: number }

/** Judges clients at an instant. */
export async function judgeClients(
  store: Pick<SilenceStore, 'listHours' | 'listClientHours' | 'listSilences'>,
  clients: readonly string[],
  { toLocal, settings, now }: Situation,
): Promise<Judged[]> {
  const hour = toHour(now)
  const from = hour - learnedFrom
  const [hours, silences] = await Promise.all([loadHours(store, clients, hour), store.listSilences(from)])
  const served = new Set(hours.get(gateway))
  const places = new Map<number, ReturnType<Local>>()
  const place: Local = (one) => places.get(one) ?? places.set(one, toLocal(one * hourLength)).get(one) ?? toLocal(0)
  const toClosed = buildClosed(settings, place)
  const rhythms = new Map(settings.rhythms.map((rhythm) => [rhythm.client, rhythm]))
  return clients.map((client) => {
    const known = silences.get(client) ?? []
    const active = hours.get(client) ?? []
    const isPlanned = toClosed(client)
    const set = rhythms.get(client)
    const learnsFrom = Math.min(from, (active.at(-1) ?? hour) + 1 - learnedFrom)
    return judgeOne({ client, active, known, served, isPlanned, set, toLocal: place, from: learnsFrom, hour, now })
  })
}

/** Hours without a request after which the four weeks before the last request are learned from. */
const quietFor = 6 * 24

/**
 * Loads the hours of the last four weeks, and of clients that are quiet those before. Else a silence would take away the rhythm by which it is
 * found: of a weekly client three requests are left after a week.
 */
async function loadHours(
  store: Pick<SilenceStore, 'listHours' | 'listClientHours'>,
  clients: readonly string[],
  hour: number,
): Promise<Map<string, number[]>> {
  const from = hour - learnedFrom
  const recent = await store.listHours(from)
  const quiet = clients.filter((client) => (recent.get(client)?.at(-1) ?? 0) < hour - quietFor)
  if (quiet.length === 0) return recent
  const older = await store.listClientHours([...quiet, gateway], from - learnedFrom, from)
  for (const [client, hours] of older) recent.set(client, [...hours, ...(recent.get(client) ?? [])])
  return recent
}

type Facts = {
  client: string
  active: readonly number[]
  known: readonly Silence[]
  served: ReadonlySet<number>
  isPlanned: (hour: number) => boolean
  set: SetRhythm | undefined
  toLocal: Local
  from: number
  hour: number
  now: number
}

function judgeOne({ client, active, known, served, isPlanned, set, toLocal, from, hour, now }: Facts): Judged {
  const last = active.at(-1)
  const open = known.find(({ until }) => until === null)
  const next = open && active.find((one) => one > open.since)
  // Hours in which the gateway did not serve, and earlier silences, say nothing about the client.
  const isClosed = (one: number) => !served.has(one) || isPlanned(one)
  const isSilent = (one: number) => known.some(({ since, until }) => one > since && (until === null || one < until))
  const learning = { toLocal, isClosed: (one: number) => isClosed(one) || isSilent(one) }
  const learned = last === undefined ? undefined : learnRhythm({ active, from, until: last + 1 }, learning)
  const rhythm = set ? toRhythm(set) : learned
  const none = {
    client,
    last,
    rhythm,
    isSet: set !== undefined,
    isClosed: isPlanned(hour),
    silent: undefined,
    found: undefined,
    ended: undefined,
  }
  if (open) return next === undefined ? { ...none, silent: open } : { ...none, ended: { ...open, until: next } }
  if (last === undefined || !rhythm || last >= hour) return none
  if (findSilence(rhythm, last, hour - 1, { toLocal, isClosed }) === undefined) return none
  return { ...none, found: { client, since: last, found_at: now, until: null } }
}

const toRhythm = ({ weekdays, hours, silentAfterHours }: SetRhythm): Rhythm => ({
  kind: 'hours',
  weekdays,
  hours,
  misses: silentAfterHours,
})
