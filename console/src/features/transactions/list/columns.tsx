import type { Transaction } from '@mediary/contract/transactions'
import { useMemo } from 'react'
import { writeParameters } from '../../../lib/address.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { type Clock, formatDistance, formatMoment, formatShortMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { useRecordedText } from '../../../messages/use-recorded-text.ts'
import type { Column } from '../../../ui/table/column.ts'
import { RowLink } from '../../../ui/table/row-link.tsx'
import { measureDuration } from '../rules.ts'
import type { TransactionFilters } from '../search.ts'
import { Status } from '../status.tsx'

type Translate = ReturnType<typeof useMessages<'transactions'>>

/** The columns of the list. They stay the same while nothing in them changes, so that no row is drawn again. */
export function useColumns(search: TransactionFilters): Column<Transaction>[] {
  const t = useMessages('transactions')
  const clock = useClock()
  const filters = writeParameters(search)
  return useMemo(() => [...buildColumns(t, clock, filters), ...buildFurtherColumns(t)], [t, clock, filters])
}

function buildColumns(t: Translate, clock: Clock, filters: string): Column<Transaction>[] {
  const time = ({ _id, request }: Transaction) => (
    <RowLink
      to={`/transactions/${_id}${filters}`}
      title={`${formatMoment(request.timestamp, clock)} (${formatDistance(request.timestamp, Date.now(), clock.language)})`}
    >
      {formatShortMoment(request.timestamp, clock, Date.now())}
    </RowLink>
  )
  const took = (transaction: Transaction) => {
    const count = measureDuration(transaction)
    return count !== undefined && t('milliseconds', { count })
  }
  return [
    { key: 'time', title: t('time'), width: 188, fixed: true, cell: time },
    {
      key: 'status',
      title: t('status'),
      width: 146,
      cell: ({ status, shadow }) => <Status status={status} shadow={shadow} />,
    },
    { key: 'code', title: t('code.short'), width: 60, cell: ({ response }) => response?.status },
    {
      key: 'request',
      title: t('request'),
      width: 206,
      cell: ({ request }) => (
        <code title={request.path}>
          {request.method} {request.path}
        </code>
      ),
    },
    { key: 'channel', title: t('channel'), width: 152, cell: ({ channelID, channelName }) => channelName ?? channelID },
    { key: 'client', title: t('client'), width: 120, cell: ({ clientID, clientName }) => clientName ?? clientID },
    { key: 'took', title: t('duration'), width: 76, cell: took },
  ]
}

/** The columns that stay hidden until a person chooses them. */
const buildFurtherColumns = (t: Translate): Column<Transaction>[] => [
  {
    key: 'parameters',
    title: t('parameters'),
    width: 160,
    optional: true,
    cell: ({ request: { querystring } }) => querystring && <code title={querystring}>{querystring}</code>,
  },
  {
    key: 'error',
    title: t('error'),
    width: 200,
    optional: true,
    cell: ({ error }) => error && <Message text={error.message} />,
  },
  {
    key: 'authentication',
    title: t('authentication'),
    width: 150,
    optional: true,
    cell: ({ authentication }) => authentication,
  },
  { key: 'address', title: t('address'), width: 120, optional: true, cell: ({ clientIP }) => clientIP },
]

/** The text of an error. Its words in the language of the person are loaded only where the column is shown. */
function Message({ text }: { text: string }) {
  const worded = useRecordedText()(text)
  return <span title={worded}>{worded}</span>
}
