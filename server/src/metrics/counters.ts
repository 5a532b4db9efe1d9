import type { Stage } from '@mediary/contract/operations/refusals'
import type { Mechanism } from '@mediary/contract/system'
import type { TransactionStatus } from '@mediary/contract/transactions/statuses'
import { type ClientRequests, toDay } from './client-requests.ts'
import { countTime } from './response-times/rules.ts'
import type { Minute } from './rows.ts'
import { emptyTally, endingOf } from './rules.ts'

/** Upper bounds of the histogram, seconds. */
export const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** One series: how many requests of a channel, method and status, how long they took, and how they spread. */
export type Series = {
  channel: string
  method: string
  status: number
  count: number
  seconds: number
  spread: number[]
}

/** The number of transactions of a channel, method and status of the answer that a client has sent, by how they ended. */
export type ClientSeries = Pick<Series, 'channel' | 'method' | 'status'> & {
  outcome: TransactionStatus
  /** The Client ID; empty: nobody was recognised, or it was a rerun. */
  client: string
  count: number
}

/** The last use of a client: the time, and the mechanism that recognised it. */
type Use = { client: string; at: number; mechanism: Mechanism }

/** The last use of a credential: the time, and the address that it came from. */
type CredentialUse = { credential: string; at: number; address: string }

/** The sender of a request, as far as it was recognised. */
type Sender = {
  client: string | undefined
  mechanism: Mechanism | undefined
  credential: string | undefined
  address: string
}

/** The counts since the last report of a worker to the control process. */
export type Counted = {
  series: Series[]
  clientSeries: ClientSeries[]
  minutes: Minute[]
  clientRequests: ClientRequests[]
  used: Use[]
  usedCredentials: CredentialUse[]
  /** Requests whose sender has been looked at, whatever became of them. */
  arrived: number
  refused: Partial<Record<Stage, number>>
}

/** A series with the numbers of its transactions by how they ended and by the Client ID of their sender. */
type CountedSeries = { series: Series; endings: Map<TransactionStatus, Map<string, number>> }

/** The client that sent a request itself, and the credential that it used, if it is one of its own. */
type RequestSender = { client: string; clientID: string; credential: string | undefined }

/** The minute of a channel. `senders`: the requests by credential, or by client where it used none of its own. */
type CountedMinute = { tally: Minute; senders: Map<string, RequestSender & { requests: number }> }

const nothing = () => {
  const refused: Counted['refused'] = {}
  return {
    series: new Map<string, CountedSeries>(),
    minutes: new Map<number, Map<string, CountedMinute>>(),
    used: new Map<string, Use>(),
    usedCredentials: new Map<string, CredentialUse>(),
    arrived: 0,
    refused,
  }
}

export type Counters = ReturnType<typeof counters>

/** Counts the requests of a worker in memory. */
export function counters() {
  const state = { now: nothing() }

  return {
    /** A client, or somebody unknown, has sent a request. */
    arrived({ client, mechanism, credential, address }: Sender, at: number) {
      state.now.arrived++
      if (client === undefined || mechanism === undefined) return
      if (credential !== undefined) state.now.usedCredentials.set(credential, { credential, at, address })
      const former = state.now.used.get(client)
      if (!former) state.now.used.set(client, { client, at, mechanism })
      else {
        former.at = at
        former.mechanism = mechanism
      }
    },

    /** A transaction has ended. `code` is that of the answer. A rerun has no sender. */
    count(
      { _id, name }: { _id: string; name: string },
      { method, at }: { method: string; at: number },
      code: number,
      status: TransactionStatus,
      sender: RequestSender | undefined,
    ) {
      const took = Math.max(0, Date.now() - at)
      const { series, endings } = findSeries(state.now.series, { channel: name, method, status: code })
      countSeconds(series, took / 1000)
      countEnding(endings, status, sender?.clientID ?? '')
      const { tally, senders } = findMinute(state.now.minutes, _id, at)
      addTo(tally, took, status)
      if (sender) countSender(senders, sender)
    },

    refused(stage: Stage) {
      state.now.refused[stage] = (state.now.refused[stage] ?? 0) + 1
    },

    /** Undefined when nothing happened. */
    take(): Counted | undefined {
      const { series, minutes, used, usedCredentials, arrived, refused } = state.now
      if (series.size === 0 && arrived === 0 && Object.keys(refused).length === 0) return undefined
      state.now = nothing()
      return {
        series: [...series.values()].map((one) => one.series),
        clientSeries: [...series.values()].flatMap(toClientSeries),
        minutes: [...minutes.values()].flatMap((channels) => [...channels.values()].map(({ tally }) => tally)),
        clientRequests: [...minutes.values()].flatMap((channels) => [...channels.values()].flatMap(toClientRequests)),
        used: [...used.values()],
        usedCredentials: [...usedCredentials.values()],
        arrived,
        refused,
      }
    },
  }
}

function addTo(tally: Minute, took: number, status: TransactionStatus) {
  tally.requests++
  tally.totalTime += took
  if (took < tally.minTime) tally.minTime = took
  if (took > tally.maxTime) tally.maxTime = took
  countTime(tally.times, took)
  tally[endingOf[status]]++
}

function countSender(senders: CountedMinute['senders'], sender: RequestSender) {
  // A credential belongs to one client, so its id alone is enough.
  const key = sender.credential ?? sender.client
  const known = senders.get(key)
  if (known) known.requests++
  else senders.set(key, { ...sender, requests: 1 })
}

const toClientRequests = ({ tally: { channel, minute }, senders }: CountedMinute): ClientRequests[] =>
  [...senders.values()].map(({ client, credential, requests }) => ({
    ...{ client, credential, requests, channel },
    day: toDay(minute),
  }))

function findMinute(minutes: Map<number, Map<string, CountedMinute>>, channel: string, at: number): CountedMinute {
  const minute = at - (at % 60_000)
  const channels = minutes.get(minute)
  const known = channels?.get(channel)
  if (known) return known
  const counted: CountedMinute = { tally: { ...emptyTally(), channel, minute }, senders: new Map() }
  if (channels) channels.set(channel, counted)
  else minutes.set(minute, new Map([[channel, counted]]))
  return counted
}

function findSeries(
  all: Map<string, CountedSeries>,
  { channel, method, status }: Pick<Series, 'channel' | 'method' | 'status'>,
): CountedSeries {
  const key = `${status} ${method} ${channel}`
  const known = all.get(key)
  if (known) return known
  const series = { channel, method, status, count: 0, seconds: 0, spread: buckets.map(() => 0) }
  const counted: CountedSeries = { series, endings: new Map() }
  all.set(key, counted)
  return counted
}

function countSeconds(series: Series, seconds: number) {
  series.count++
  series.seconds += seconds
  const bucket = buckets.findIndex((bound) => seconds <= bound)
  if (bucket !== -1) series.spread[bucket] = (series.spread[bucket] ?? 0) + 1
}

/** Maps within a map: a text made of several labels would be built and hashed for each request. */
function countEnding(endings: CountedSeries['endings'], outcome: TransactionStatus, client: string) {
  const clients = endings.get(outcome)
  if (clients) clients.set(client, (clients.get(client) ?? 0) + 1)
  else endings.set(outcome, new Map([[client, 1]]))
}

const toClientSeries = ({ series: { channel, method, status }, endings }: CountedSeries): ClientSeries[] =>
  [...endings].flatMap(([outcome, clients]) =>
    [...clients].map(([client, count]) => ({ channel, method, status, outcome, client, count })),
  )
