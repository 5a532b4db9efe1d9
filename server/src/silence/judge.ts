// Judges clients by their stored hours: the rhythm of each, and whether it is silent.
import { type Calendar, findSilence, learnedFrom, learnRhythm, type Rhythm } from './rules.ts'
import { gateway, hourLength, type Silence, type SilenceStore, toHour } from './store.ts'

type Local = Calendar['toLocal']

/** A client as its hours show it. `silent`: the silence that goes on. `found`: one that is not stored yet. `ended`: one that is over. */
export type Judged = {
  client: string
  last: number | undefined
  rhythm: Rhythm | undefined
  silent: Silence | undefined
  found: Silence | undefined
  ended: Silence | undefined
}

/** Judges clients at an instant. `toLocal` returns the place of an instant in the time zone of the installation. */
export async function judgeClients(
  store: Pick<SilenceStore, 'listHours' | 'listSilences'>,
  clients: readonly string[],
  toLocal: (at: number) => ReturnType<Local>,
  now: number,
): Promise<Judged[]> {
  const hour = toHour(now)
  const from = hour - learnedFrom
  const [hours, silences] = await Promise.all([store.listHours(from), store.listSilences(from)])
  const served = new Set(hours.get(gateway))
  const places = new Map<number, ReturnType<Local>>()
  const place: Local = (one) => places.get(one) ?? places.set(one, toLocal(one * hourLength)).get(one) ?? toLocal(0)
  return clients.map((client) => {
    const known = silences.get(client) ?? []
    return judgeOne({ client, active: hours.get(client) ?? [], known, served, toLocal: place, from, hour, now })
  })
}

type Facts = {
  client: string
  active: readonly number[]
  known: readonly Silence[]
  served: ReadonlySet<number>
  toLocal: Local
  from: number
  hour: number
  now: number
}

function judgeOne({ client, active, known, served, toLocal, from, hour, now }: Facts): Judged {
  const last = active.at(-1)
  const open = known.find(({ until }) => until === null)
  const next = open && active.find((one) => one > open.since)
  // Hours in which the gateway did not serve, and earlier silences, say nothing about the client.
  const isClosed = (one: number) => !served.has(one)
  const isSilent = (one: number) => known.some(({ since, until }) => one > since && (until === null || one < until))
  const learning = { toLocal, isClosed: (one: number) => isClosed(one) || isSilent(one) }
  const rhythm = last === undefined ? undefined : learnRhythm({ active, from, until: last + 1 }, learning)
  const none = { client, last, rhythm, silent: undefined, found: undefined, ended: undefined }
  if (open) return next === undefined ? { ...none, silent: open } : { ...none, ended: { ...open, until: next } }
  if (last === undefined || !rhythm || last >= hour) return none
  if (findSilence(rhythm, last, hour - 1, { toLocal, isClosed }) === undefined) return none
  return { ...none, found: { client, since: last, found_at: now, until: null } }
}
