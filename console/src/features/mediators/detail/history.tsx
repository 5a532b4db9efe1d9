import { Text } from '@mantine/core'
import type { MediatorConfig } from '@mediary/contract/mediators'
import { useQuery } from '@tanstack/react-query'
import { useClock } from '../../../lib/api/queries.ts'
import { isSame } from '../../../lib/changes.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Failure } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { PlainTable } from '../../../ui/plain-table.tsx'
import { configHistoryQuery } from '../queries.ts'

const maxShown = 20

/** The former configurations, newest first, each with what it changed. */
export function ConfigHistory({ urn }: { urn: string }) {
  const t = useMessages('mediators')
  const clock = useClock()
  const history = useQuery(configHistoryQuery(urn))
  const versions = history.data ?? []
  if (history.isError) return <Failure error={history.error} retry={() => void history.refetch()} />
  if (versions.length === 0) return null
  return (
    <Section id="history" title={t('history')}>
      <PlainTable label={t('history')}>
        <tbody>
          {versions.slice(0, maxShown).map(({ _id, at, by, config }, i) => (
            <tr key={_id}>
              <td style={{ verticalAlign: 'top' }}>
                {formatMoment(at, clock)}
                <Text size="xs" c="dimmed">
                  {by}
                </Text>
              </td>
              <td>
                <Changes config={config} before={versions[i + 1]?.config ?? {}} />
              </td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
    </Section>
  )
}

function Changes({ config, before }: { config: MediatorConfig; before: MediatorConfig }) {
  const t = useMessages('mediators')
  const params = [...new Set([...Object.keys(before), ...Object.keys(config)])]
  const changed = params.filter((param) => !isSame(config[param], before[param]))
  const show = (value: unknown) => (value === undefined ? t('history.absent') : JSON.stringify(value))
  // A masked password looks the same before and after.
  if (changed.length === 0) return <Text size="sm">{t('history.secret')}</Text>
  return changed.map((param) => (
    <Text key={param} size="sm" style={{ overflowWrap: 'anywhere' }}>
      {`${param}: ${show(before[param])} → ${show(config[param])}`}
    </Text>
  ))
}
