import type { Recipient } from '@mediary/contract/operations/contact-groups'

const minute = 60_000
const hour = 60 * minute

/** An alert without a failure rate ends when nothing has matched for so long. */
const quietPeriod = 10 * minute

/** A person who gets an alert. `turn`: minutes until it is the turn of this person, who is on call. */
export type Person = Recipient & { turn?: number | undefined }

/** One alert of an enabled channel, with the people it reaches. */
export type AlertRule = {
  id: string
  channel: { id: string; name: string }
  condition: 'status' | 'auto-retry-max-attempted'
  status: string
  failureRate: number | undefined
  maxAttempts: number | undefined
  people: Person[]
}

/** A transaction that has ended. `attempt`: which automatic retry it was. */
export type Ended = {
  id: string
  channel: string
  at: number
  responseStatus: number | null
  failed: boolean
  attempt: number | null
}

type Episode = { began: number; last: number; count: number }

/** `untold`: matches since the last notice to this person. `missed`: an episode that ended before the limit allowed a notice. */
type PersonState = {
  toldAt?: number | undefined
  toldEpisode?: number | undefined
  untold: number
  since: number
  missed?: { began: number; ended: number } | undefined
}

/** The state of an alert. `minutes`: the transactions of the last hour, by minute: all, and those that match. */
export type AlertState = {
  episode?: Episode | undefined
  minutes: [minute: number, total: number, matching: number][]
  people: Record<string, PersonState>
}

/** Something that a person is told. `rate`: the transactions of the last hour. */
export type Message = {
  person: Person
  kind: 'alert-began' | 'alert-continues' | 'alert-ended'
  count: number
  since: number
  began: number
  ended?: number | undefined
  rate?: { total: number; matching: number } | undefined
}

export const newState: AlertState = { minutes: [], people: {} }

/** `404` matches one status, `4xx` a class. */
const matchesStatus = (pattern: string, status: number | null) =>
  status !== null && (/^[1-5]xx$/i.test(pattern) ? pattern[0] === String(status)[0] : pattern === String(status))

const matches = (rule: AlertRule, ended: Ended) =>
  rule.condition === 'status'
    ? matchesStatus(rule.status, ended.responseStatus)
    : ended.failed && Boolean(rule.maxAttempts) && (ended.attempt ?? 0) >= (rule.maxAttempts ?? 0)

const toKey = ({ method, user }: Person) => `${method} ${user}`

/** `dayStart`: when the present day began, in the time zone of the installation. */
type Clock = { now: number; dayStart: number }

/** Moves an alert on by the transactions that have ended meanwhile. Returns its new state, and what people are told. */
export function advance(rule: AlertRule, former: AlertState, ended: readonly Ended[], clock: Clock) {
  const matching = ended.filter((one) => matches(rule, one))
  const minutes = rule.failureRate === undefined ? [] : countMinutes(former.minutes, ended, matching, clock.now)
  const rate = {
    total: minutes.reduce((sum, [, total]) => sum + total, 0),
    matching: minutes.reduce((sum, [, , hits]) => sum + hits, 0),
  }
  const episode = moveEpisode(rule, former.episode, matching, rate, clock.now)
  const over = episode !== undefined && hasEnded(rule, episode, rate, clock.now)
  const messages: Message[] = []
  const people: AlertState['people'] = {}
  for (const person of rule.people) {
    const known = former.people[toKey(person)] ?? { untold: 0, since: clock.now }
    const told = tellPerson(person, episode ? addUntold(known, matching) : known, { episode, over, clock })
    people[toKey(person)] = told.state
    if (told.message) messages.push(rule.failureRate === undefined ? told.message : { ...told.message, rate })
  }
  return { state: { episode: over ? undefined : episode, minutes, people } satisfies AlertState, messages }
}

function countMinutes(former: AlertState['minutes'], ended: readonly Ended[], matching: readonly Ended[], now: number) {
  const counts = new Map(former.map(([at, total, hits]) => [at, { total, hits }]))
  const add = (at: number, total: number, hits: number) => {
    const start = at - (at % minute)
    const count = counts.get(start) ?? { total: 0, hits: 0 }
    counts.set(start, { total: count.total + total, hits: count.hits + hits })
  }
  for (const { at } of ended) add(at, 1, 0)
  for (const { at } of matching) add(at, 0, 1)
  return [...counts]
    .filter(([at]) => at > now - hour)
    .sort(([a], [b]) => a - b)
    .map(([at, { total, hits }]): AlertState['minutes'][number] => [at, total, hits])
}

type Rate = { total: number; matching: number }

const isAboveRate = ({ failureRate = 0 }: AlertRule, { total, matching }: Rate) =>
  matching > 0 && (matching / total) * 100 >= failureRate

function moveEpisode(
  rule: AlertRule,
  former: Episode | undefined,
  matching: readonly Ended[],
  rate: Rate,
  now: number,
) {
  const times = matching.map(({ at }) => at)
  const begins = rule.failureRate === undefined ? matching.length > 0 : isAboveRate(rule, rate)
  if (!former && !begins) return undefined
  const { began, last, count } = former ?? { began: Math.min(now, ...times), last: 0, count: 0 }
  return { began, last: Math.max(last, ...times), count: count + matching.length }
}

const hasEnded = (rule: AlertRule, { last }: Episode, rate: Rate, now: number) =>
  rule.failureRate === undefined ? now - last >= quietPeriod : !isAboveRate(rule, rate)

const addUntold = (state: PersonState, matching: readonly Ended[]): PersonState =>
  matching.length === 0
    ? state
    : {
        ...state,
        untold: state.untold + matching.length,
        since: state.untold === 0 ? Math.min(...matching.map(({ at }) => at)) : state.since,
      }

/** Tells if the limit of a person allows another notice that something fails. */
function mayTell({ maxAlerts }: Person, { toldAt }: PersonState, isNew: boolean, { now, dayStart }: Clock) {
  if (toldAt === undefined) return true
  if (maxAlerts === '1 per day') return toldAt < dayStart
  if (maxAlerts === 'no max' && isNew) return true
  return now - toldAt >= hour
}

type Situation = { episode: Episode | undefined; over: boolean; clock: Clock }

/** Decides what one person is told. The limit does not hold back the end of something that they know about. */
function tellPerson(
  person: Person,
  state: PersonState,
  { episode, over, clock }: Situation,
): { state: PersonState; message?: Message | undefined } {
  const knows = episode !== undefined && state.toldEpisode === episode.began
  const about = { person, count: state.untold, since: state.since }
  if (episode && over) {
    if (!knows)
      return { state: { ...state, missed: { began: state.missed?.began ?? episode.began, ended: clock.now } } }
    const message: Message = {
      ...about,
      kind: 'alert-ended',
      count: episode.count,
      began: episode.began,
      ended: clock.now,
    }
    return { state: { ...state, toldEpisode: undefined, untold: 0 }, message }
  }
  if (!(episode ? state.untold > 0 || !knows : state.missed)) return { state }
  if (!mayTell(person, state, !knows, clock)) return { state }
  const told = { ...state, toldAt: clock.now, untold: 0, missed: undefined }
  if (episode) {
    const kind = knows ? 'alert-continues' : 'alert-began'
    return { state: { ...told, toldEpisode: episode.began }, message: { ...about, kind, began: episode.began } }
  }
  const { began, ended } = state.missed ?? { began: state.since, ended: clock.now }
  return { state: told, message: { ...about, kind: 'alert-ended', began, ended } }
}
