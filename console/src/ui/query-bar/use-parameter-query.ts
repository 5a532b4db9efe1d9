import { useMemo, useState } from 'react'
import { useClock } from '../../lib/api/queries.ts'
import { findField, type QueryField, type QueryOption, readQuery } from '../../lib/query/fields.ts'
import type { Term } from '../../lib/query/grammar.ts'
import { fixMoment, type Moment, recogniseTime, timeFields } from '../../lib/query/times.ts'
import { timeRanges } from '../../lib/time-ranges.ts'
import { getZoneName } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'

type Search = Readonly<Record<string, string | undefined>>

type ParameterQuery = {
  search: Search
  /** The parameter of the address for each key. */
  parameters: Readonly<Record<string, string>>
  fields: readonly QueryField[]
  /** The key of a bare word that says nothing else. */
  wordKey: string | undefined
}

/** The filter into which the fields of time read. */
const period = 'period'
const timeParameters = { time: 'range', since: 'since', until: 'until' } as const

/** A period as the APIs of lists take it. */
export const readPeriod = (filters: Record<string, unknown>): { since?: string; until?: string } => {
  const { $gte, $lt } = Object(filters[period])
  return { ...(typeof $gte === 'string' && { since: $gte }), ...(typeof $lt === 'string' && { until: $lt }) }
}

function useTimeFields(moment: Moment) {
  const t = useMessages('transactions')
  const f = useMessages('queryFields')
  return useMemo(() => {
    const ranges = timeRanges.map((value) => ({ value, label: t(`range.${value}`) }))
    const titles = { time: t('range'), since: t('since'), until: t('until'), at: f('at') }
    return { ranges, fields: timeFields(period, titles, ranges, moment) }
  }, [t, f, moment])
}

/** Gives bare words their keys. A moment becomes a period of its own length. */
function recognise(
  terms: readonly Term[],
  ranges: readonly QueryOption[],
  wordKey: string | undefined,
  moment: Moment,
) {
  return terms.flatMap((term): Term[] => {
    const fixed = fixMoment(
      term.key === undefined ? (recogniseTime(term, ranges) ?? { ...term, key: wordKey }) : term,
      moment,
    )
    return fixed.key?.toLowerCase() === 'at' && !fixed.negated && /^\d{4}-/.test(fixed.value)
      ? [
          { ...fixed, key: 'since' },
          { ...fixed, key: 'until' },
        ]
      : [fixed]
  })
}

/** Returns the query of a list whose filters are parameters of the address, one value each. What is wrong or private is no parameter. */
export function useParameterQuery({ search, parameters, fields: ownFields, wordKey }: ParameterQuery) {
  const [rest, setRest] = useState<readonly Term[]>([])
  const zone = getZoneName(useClock())
  const given = JSON.stringify(search)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the times of another search count from now
  const moment = useMemo(() => ({ now: Date.now(), zone }), [zone, given])
  const times = useTimeFields(moment)
  const fields = [...ownFields, ...times.fields]
  const all: Readonly<Record<string, string>> = { ...parameters, ...timeParameters }
  const ofAddress = Object.entries(all).flatMap(([key, parameter]): Term[] => {
    const value = search[parameter]
    return value ? [{ negated: false, key, value }] : []
  })
  const terms = [...ofAddress, ...rest]
  return {
    terms,
    fields,
    shortcuts: times.ranges.map((range) => ({ ...range, note: '' })),
    ...readQuery(terms, fields),
    /** Returns the parameters for changed terms, and keeps the others until the page is closed. */
    write(changed: readonly Term[]): Record<string, string | undefined> {
      const recognised = recognise(changed, times.ranges, wordKey, { now: Date.now(), zone })
      const { issues } = readQuery(recognised, fields)
      const written: Record<string, string | undefined> = Object.fromEntries(
        Object.values(all).map((parameter) => [parameter, undefined]),
      )
      const kept = recognised.filter(({ key = '', value }, index) => {
        const field = findField(fields, key)
        const parameter = field && !field.isPrivate && !issues.has(index) ? all[field.key] : undefined
        if (parameter !== undefined) written[parameter] = value
        return parameter === undefined
      })
      setRest(kept)
      return written
    },
  }
}
