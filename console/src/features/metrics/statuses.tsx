import { Group } from '@mantine/core'
import type { Metric } from '@mediary/contract/operations/metrics'
import { Link } from '@tanstack/react-router'
import { useChannels, useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PlainTable } from '../../ui/plain-table.tsx'

// Colours of Okabe and Ito: told apart by everyone. The numbers stand beside them.
const endings = [
  ['successful', '#009e73'],
  ['completed', '#56b4e9'],
  ['completedWErrors', '#e69f00'],
  ['failed', '#d55e00'],
  ['processing', '#8a8a8a'],
] as const

/** The outcomes of the requests of each channel, as a stacked bar and numbers. */
export function Statuses({ channels }: { channels: readonly Metric[] }) {
  const t = useMessages('metrics')
  const { language } = useClock()
  const names = new Map((useChannels().data ?? []).map(({ _id, name }) => [_id, name]))
  const maxTotal = Math.max(...channels.map(({ total }) => total))
  return (
    <PlainTable label={t('statuses')} wide>
      <thead>
        <tr>
          <th scope="col">{t('channel')}</th>
          {endings.map(([key, colour]) => (
            <th scope="col" key={key}>
              <Group gap={6} wrap="nowrap">
                <span aria-hidden="true" style={{ width: 10, height: 10, background: colour }} />
                {t(key)}
              </Group>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {channels.map((one) => (
          <tr key={one._id.channelID}>
            <th scope="row" style={{ minWidth: 180 }}>
              <Link to="/channels/$id" params={{ id: one._id.channelID ?? '' }}>
                {names.get(one._id.channelID ?? '') ?? one._id.channelID}
              </Link>
              <Bar metric={one} maxTotal={maxTotal} />
            </th>
            {endings.map(([key]) => (
              <td key={key}>{formatCount(one[key], language)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </PlainTable>
  )
}

const Bar = ({ metric, maxTotal }: { metric: Metric; maxTotal: number }) => (
  <div aria-hidden="true" style={{ display: 'flex', height: 10, width: `${(100 * metric.total) / maxTotal}%` }}>
    {endings.map(([key, colour]) => (
      <span key={key} style={{ background: colour, width: `${(100 * metric[key]) / metric.total}%` }} />
    ))}
  </div>
)
