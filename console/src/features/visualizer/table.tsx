import type { Flow } from '@mediary/contract/operations/visualizers'
import { useMay } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'

const maxShown = 100

/** The same requests as the map, as a table with links to the transactions. */
export function TrafficTable({ flows }: { flows: readonly Flow[] }) {
  const t = useMessages('visualizer')
  const { language } = useClock()
  const mayOpen = useMay()('transaction-view-all')
  const sorted = flows.toSorted((a, b) => b.errors - a.errors || b.count - a.count)
  return (
    <PlainTable label={t('table')} wide>
      <thead>
        <tr>
          <th scope="col">{t('client')}</th>
          <th scope="col">{t('channel')}</th>
          <th scope="col">{t('route')}</th>
          <th scope="col">{t('requests.title')}</th>
          <th scope="col">{t('errors.title')}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.slice(0, maxShown).map((flow) => (
          <tr key={JSON.stringify([flow.client, flow.channelID, flow.route, flow.primary])}>
            <td>{flow.client ?? t('no-client')}</td>
            <td>
              {mayOpen ? (
                <AddressLink to={`/transactions?channel=${flow.channelID}`}>{flow.channel}</AddressLink>
              ) : (
                flow.channel
              )}
            </td>
            <td>
              {flow.route ?? t('no-route')}
              {!flow.primary && ` (${t('secondary')})`}
            </td>
            <td>{formatCount(flow.count, language)}</td>
            <td>
              {flow.errors > 0 && (
                <span style={{ color: 'var(--mantine-color-error)', fontWeight: 600 }}>
                  {formatCount(flow.errors, language)}
                </span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  )
}
