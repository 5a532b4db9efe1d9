import type { AuditFilterOptions } from '@mediary/contract/operations/audits'
import { parameterField } from '../../lib/query/parameter-field.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { readPeriod, useParameterQuery } from '../../ui/query-bar/use-parameter-query.ts'
import { useEventName } from './event-name.ts'
import { listEvents, toFilters } from './rules.ts'
import { type AuditsSearch, outcomes } from './search.ts'

const parameters = { event: 'event', outcome: 'outcome', user: 'person', address: 'address', source: 'source' } as const

/** Returns the query of the audit log, and the filters of the API for it. The identifier of an object is no parameter: it can be that of a patient. */
export function useAuditsQuery({ open: _, ...search }: AuditsSearch, options: AuditFilterOptions | undefined) {
  const t = useMessages('audits')
  const name = useEventName()
  const events = options ? listEvents(options) : []
  const query = useParameterQuery({
    search,
    parameters,
    wordKey: undefined,
    fields: [
      parameterField({
        key: 'event',
        title: t('by.event'),
        options: events.map(({ value, code }) => ({ value, label: name(code) })),
        isFree: true,
      }),
      parameterField({
        key: 'outcome',
        title: t('outcome'),
        options: outcomes.map((value) => ({ value, label: t(`outcome.${value}`) })),
      }),
      parameterField({ key: 'user', title: t('by.person'), isFree: true }),
      parameterField({ key: 'address', title: t('by.address'), example: '192.0.2.1', isFree: true }),
      parameterField({ key: 'object', title: t('by.object'), isFree: true, isPrivate: true }),
      parameterField({
        key: 'source',
        title: t('source'),
        options: (options?.auditSourceID ?? []).map((value) => ({ value, label: value })),
        isFree: true,
      }),
    ],
  })
  const read = (key: string) => {
    const value = query.filters[key]
    return typeof value === 'string' ? value : undefined
  }
  const { since, until } = readPeriod(query.filters)
  const asked = {
    event: read('event'),
    outcome: read('outcome'),
    person: read('user'),
    address: read('address'),
    source: read('source'),
    since,
    // The end of a period is not in it; the API takes the last instant.
    until: until && new Date(Date.parse(until) - 1).toISOString(),
  }
  return { ...query, asked: toFilters(asked, read('object') ?? '') }
}
