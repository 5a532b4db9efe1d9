import { Alert, Button, Progress, Text } from '@mantine/core'
import type { Channel } from '@mediary/contract/channels'
import { retentionApi, type Usage } from '@mediary/contract/transactions/retention'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatMoment, formatSize } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Section } from '../../ui/page.tsx'
import type { Column } from '../../ui/table/column.ts'
import { DataTable } from '../../ui/table/data-table.tsx'
import { ExportButton } from '../export/button.tsx'
import type { StoreUsage } from './usage.tsx'

type Row = { channel: Channel; usage: Usage }

type ChannelsProps = { usage: StoreUsage; channels: readonly Channel[]; open: (channel: string) => void }

/** The channels, by the size of their bodies. */
export function Channels({ usage: storeUsage, channels, open }: ChannelsProps) {
  const t = useMessages('retention')
  const usages = new Map(storeUsage.channels.map((usage) => [usage.channelID, usage]))
  const rows = channels
    .flatMap((channel): Row[] => {
      const usage = usages.get(channel._id)
      return usage ? [{ channel, usage }] : []
    })
    .sort((a, b) => b.usage.bodyBytes - a.usage.bodyBytes)
  const columns = useColumns(storeUsage, Math.max(1, rows[0]?.usage.bodyBytes ?? 1), open)
  return (
    <Section id="channels" title={t('channels')}>
      {rows.length === 0 ? (
        <Alert color="gray">{t('channels.none')}</Alert>
      ) : (
        <DataTable
          list="retention"
          label={t('channels')}
          exported={<ExportButton endpoint={retentionApi.usage} input={{}} />}
          columns={columns}
          rows={rows}
          getKey={({ channel }) => channel._id}
        />
      )}
    </Section>
  )
}

function useColumns({ settings }: StoreUsage, maxBytes: number, open: (channel: string) => void): Column<Row>[] {
  const t = useMessages('retention')
  const clock = useClock()
  const about = (kind: Usage['kind'], value: string) => (kind === 'exact' ? value : t(kind, { value }))
  return [
    {
      key: 'name',
      title: t('channel'),
      width: 170,
      cell: ({ channel }) => <AddressLink to={`/channels/${channel._id}?edit=data`}>{channel.name}</AddressLink>,
    },
    {
      key: 'transactions',
      title: t('transactions'),
      width: 130,
      cell: ({ usage }) => about(usage.kind, formatCount(usage.transactions, clock.language)),
    },
    {
      key: 'bytes',
      title: t('bodies'),
      width: 150,
      cell: ({ usage }) => (
        <>
          <Text size="sm">{about(usage.kind, formatSize(usage.bodyBytes, clock.language))}</Text>
          <Progress value={(usage.bodyBytes / maxBytes) * 100} size="xs" aria-hidden="true" />
        </>
      ),
    },
    {
      key: 'oldest',
      title: t('oldest'),
      width: 210,
      cell: ({ usage }) => usage.oldest && formatMoment(usage.oldest, clock, 'without'),
    },
    ...useAgeColumns(settings),
    {
      key: 'shorter',
      title: t('actions'),
      width: 200,
      last: true,
      cell: ({ channel }) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('shorter.of', { name: channel.name })}
          onClick={() => open(channel._id)}
        >
          {t('shorter')}
        </Button>
      ),
    },
  ]
}

function useAgeColumns(settings: StoreUsage['settings']): Column<Row>[] {
  const t = useMessages('retention')
  const days = (own: number | undefined, standard: number | undefined) => {
    if (own !== undefined) return t('days', { count: own })
    return standard === undefined ? t('for-ever') : t('days.standard', { count: standard })
  }
  return [
    {
      key: 'body-days',
      title: t('keeps.bodies'),
      width: 150,
      cell: ({ channel }) => days(channel.maxBodyAgeDays, settings.bodyDays),
    },
    {
      key: 'record-days',
      title: t('keeps.records'),
      width: 150,
      cell: ({ channel }) => days(channel.maxRecordAgeDays, settings.recordDays),
    },
  ]
}
