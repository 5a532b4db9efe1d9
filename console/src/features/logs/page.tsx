import { Alert, Button, Group, NativeSelect, Pill } from '@mantine/core'
import { findRows } from '@mediary/contract/api/find'
import { logLevels, logsApi } from '@mediary/contract/operations/logs'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { ExportButton } from '../export/button.tsx'
import { LogLines } from './lines.tsx'
import type { LogsSearch } from './search.ts'

const pollMilliseconds = 2000
const maxLines = 500
const isId = /^[0-9a-f]{24}$/

export function LogsPage() {
  const t = useMessages('logs')
  const search = useSearch({ from: '/inside/logs' })
  const navigate = useNavigate({ from: '/logs' })
  const [paused, setPaused] = useState(false)
  const { level = 'info', find = '' } = search
  const transaction = isId.test(search.transaction ?? '') ? search.transaction : undefined
  const logs = useQuery({
    queryKey: ['logs', level, transaction],
    refetchInterval: paused ? false : pollMilliseconds,
    enabled: !paused,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(logsApi.list, { query: { level, transaction, last: maxLines } }, { signal }),
  })
  const set = (part: LogsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const lines = findRows(logsApi.list.exported.find, find, logs.data ?? []).reverse()
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        lines.length > 0 && (
          <ExportButton endpoint={logsApi.list} input={{ query: { level, transaction, last: maxLines, find } }} />
        )
      }
    >
      <Group mb="md" align="flex-end">
        <SearchBox label={t('find')} value={find} change={(text) => set({ find: text || undefined })} />
        <NativeSelect
          label={t('level')}
          value={level}
          data={logLevels.map((value) => ({ value, label: t(`from.${value}`) }))}
          onChange={({ currentTarget }) => set({ level: logLevels.find((one) => one === currentTarget.value) })}
        />
        <Button
          variant="default"
          leftSection={<Icon name={paused ? 'play' : 'pause'} size={16} />}
          onClick={() => setPaused(!paused)}
        >
          {paused ? t('continue') : t('pause')}
        </Button>
        {transaction && <TransactionFilter id={transaction} clear={() => set({ transaction: undefined })} />}
      </Group>
      {paused && (
        <Alert color="yellow" role="status" mb="sm">
          {t('paused')}
        </Alert>
      )}
      {logs.isPending && <Loading />}
      {logs.isError && <Failure error={logs.error} retry={() => void logs.refetch()} />}
      {logs.data && lines.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      {lines.length > 0 && <LogLines lines={lines} />}
    </Page>
  )
}

function TransactionFilter({ id, clear }: { id: string; clear: () => void }) {
  const t = useMessages('logs')
  const ui = useMessages('ui')
  return (
    <Pill
      size="md"
      withRemoveButton
      onRemove={clear}
      removeButtonProps={{ 'aria-label': ui('take-away'), tabIndex: 0, 'aria-hidden': false }}
    >
      {t('transaction')}: {id}
    </Pill>
  )
}
