import { stages } from '@mediary/contract/operations/refusals'
import { buckets, type Counted, type Series } from './counters.ts'

export type Totals = ReturnType<typeof totals>

/** Sums the counts of all workers since the program started, for Prometheus (text format 0.0.4). */
export function totals() {
  const series = new Map<string, Series>()
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
      for (const [stage, times] of Object.entries(counted.refused))
        refused.set(stage, (refused.get(stage) ?? 0) + times)
    },

    /** The text of the series of some channels, by their names, or of all with the refusals. */
    text(startedAt: number, channels?: readonly string[]): string {
      const shown = [...series.values()].filter(({ channel }) => channels === undefined || channels.includes(channel))
      return [
        '# HELP openhim_transactions_total Transactions by channel, method and status of the answer.',
        '# TYPE openhim_transactions_total counter',
        ...shown.map((one) => `openhim_transactions_total${labels(one)} ${one.count}`),
        '# HELP openhim_request_duration Seconds from the arrival of a request to its answer.',
        '# TYPE openhim_request_duration histogram',
        ...shown.flatMap(histogram),
        ...(channels === undefined ? [...refusalLines(refused), ...auditLines(audits)] : []),
        '# HELP mediary_start_time_seconds When the program started, in seconds since 1970.',
        '# TYPE mediary_start_time_seconds gauge',
        `mediary_start_time_seconds ${startedAt / 1000}`,
        '',
      ].join('\n')
    },
  }
}

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

const labels = ({ channel, method, status }: Series, more?: string) =>
  `{channel="${escaped(channel)}",method="${escaped(method)}",code="${status}"${more ? `,${more}` : ''}}`

const escaped = (text: string) => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')
