import { stages } from '@mediary/contract/operations/refusals'
import { type BucketUse, bucketLines } from './bucket.ts'
import { buckets, type ClientSeries, type Counted, type Series } from './counters.ts'
import { processMeter, processUses } from './process-use.ts'

export type Totals = ReturnType<typeof totals>

/** So many clients have series of their own: each costs Prometheus memory. The others are counted together. */
const maxClients = 500
const otherClients = 'other'

/** What the reader of the text may see. */
type Shown = {
  /** The names of the channels; undefined: all, with what belongs to no channel. */
  channels?: readonly string[] | undefined
  clients: boolean
  /** What belongs to no channel, too. */
  bucket?: BucketUse | undefined
}

/** Sums the counts of all workers since the program started, for Prometheus (text format 0.0.4). */
export function totals() {
  const series = new Map<string, Series>()
  const byClient = clientTotals()
  const processes = processUses()
  const measureThis = processMeter('control')
  const refused = new Map<string, number>(stages.map((stage) => [stage, 0]))

  const audits = new Map<string, number>()

  return {
    /** Counts received audit messages by what became of them. */
    countAudits: (outcome: string, times: number) => void audits.set(outcome, (audits.get(outcome) ?? 0) + times),

    add(counted: Counted) {
      for (const one of counted.series) {
        const key = `${one.status} ${one.method} ${one.channel}`
        const former = series.get(key)
        series.set(key, former ? sum(former, one) : one)
      }
      for (const one of counted.clientSeries) byClient.add(one)
      for (const [stage, times] of Object.entries(counted.refused))
        refused.set(stage, (refused.get(stage) ?? 0) + times)
    },

    /** Notes what another process of this node uses. */
    measured: processes.add,

    /** The text of the series of some channels, by their names, or of all with what belongs to no channel. */
    text(startedAt: number, { channels, clients, bucket }: Shown): string {
      const isShown = ({ channel }: { channel: string }) => channels === undefined || channels.includes(channel)
      const shown = [...series.values()].filter(isShown)
      processes.add(measureThis())
      return [
        '# HELP openhim_transactions_total Transactions by channel, method, code of the answer, status of the transaction and client.',
        '# TYPE openhim_transactions_total counter',
        ...byClient.list(clients).filter(isShown).map(clientLine),
        '# HELP openhim_request_duration Seconds from the arrival of a request to its answer.',
        '# TYPE openhim_request_duration histogram',
        ...shown.flatMap(histogram),
        ...(channels === undefined
          ? [...refusalLines(refused), ...auditLines(audits), ...processes.text(), ...bucketLines(bucket)]
          : []),
        '# HELP mediary_start_time_seconds When the program started, in seconds since 1970.',
        '# TYPE mediary_start_time_seconds gauge',
        `mediary_start_time_seconds ${startedAt / 1000}`,
        '',
      ].join('\n')
    },
  }
}

function clientTotals() {
  const totalled = new Map<string, ClientSeries>()
  const clients = new Set<string>()
  return {
    add(one: ClientSeries) {
      const isKnown = one.client === '' || clients.has(one.client) || clients.size < maxClients
      if (isKnown && one.client !== '') clients.add(one.client)
      addTo(totalled, isKnown ? one : { ...one, client: otherClients })
    },
    /** Lists the series, with the clients or all clients together. */
    list(withClients: boolean): ClientSeries[] {
      if (withClients) return [...totalled.values()]
      const together = new Map<string, ClientSeries>()
      for (const one of totalled.values()) addTo(together, { ...one, client: '' })
      return [...together.values()]
    },
  }
}

function addTo(all: Map<string, ClientSeries>, one: ClientSeries) {
  const key = JSON.stringify([one.channel, one.method, one.status, one.outcome, one.client])
  all.set(key, { ...one, count: one.count + (all.get(key)?.count ?? 0) })
}

const clientLine = ({ channel, method, status, outcome, client, count }: ClientSeries) =>
  `openhim_transactions_total${labels({ channel, method, status }, `status="${outcome}",client="${escaped(client)}"`)} ${count}`

const refusalLines = (refused: Map<string, number>) => [
  '# HELP mediary_refusals_total Requests that were turned away, by the stage that did.',
  '# TYPE mediary_refusals_total counter',
  ...[...refused].map(([stage, times]) => `mediary_refusals_total{stage="${stage}"} ${times}`),
]

const auditLines = (audits: Map<string, number>) => [
  '# HELP mediary_audit_messages_total Received audit messages, by what became of them.',
  '# TYPE mediary_audit_messages_total counter',
  ...[...audits].map(([outcome, times]) => `mediary_audit_messages_total{outcome="${outcome}"} ${times}`),
]

const sum = (a: Series, b: Series): Series => ({
  ...a,
  count: a.count + b.count,
  seconds: a.seconds + b.seconds,
  spread: a.spread.map((times, i) => times + (b.spread[i] ?? 0)),
})

function histogram(one: Series) {
  const cumulative = buckets.map((bound, i) => ({
    bound,
    times: one.spread.slice(0, i + 1).reduce((a, b) => a + b, 0),
  }))
  return [
    ...cumulative.map(({ bound, times }) => `openhim_request_duration_bucket${labels(one, `le="${bound}"`)} ${times}`),
    `openhim_request_duration_bucket${labels(one, 'le="+Inf"')} ${one.count}`,
    `openhim_request_duration_sum${labels(one)} ${one.seconds}`,
    `openhim_request_duration_count${labels(one)} ${one.count}`,
  ]
}

const labels = ({ channel, method, status }: Pick<Series, 'channel' | 'method' | 'status'>, more?: string) =>
  `{channel="${escaped(channel)}",method="${escaped(method)}",code="${status}"${more ? `,${more}` : ''}}`

const escaped = (text: string) => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
