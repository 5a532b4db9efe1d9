import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { auditsApi } from '@mediary/contract/audits'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { ExportButton } from '../export/button.tsx'
import { AuditDialog } from './detail.tsx'
import { AuditEntry } from './entry.tsx'
import { Filters } from './filters.tsx'
import { auditOptionsQuery, auditPages } from './queries.ts'
import { mergePages, toFilters } from './rules.ts'
import type { AuditsSearch } from './search.ts'

const typingMilliseconds = 400

/** The audit log: who signed in, viewed, exported or changed something, here and in systems that send their audits. */
export function AuditsPage() {
  const t = useMessages('audits')
  const { open, ...search } = useSearch({ from: '/inside/audits' })
  const navigate = useNavigate({ from: '/audits' })
  const [object, setObject] = useState('')
  const options = useQuery(auditOptionsQuery)
  const [typed] = useDebouncedValue(JSON.stringify({ search, object }), typingMilliseconds)
  const asked: { search: AuditsSearch; object: string } = JSON.parse(typed)
  const audits = useInfiniteQuery(auditPages(asked.search, asked.object))
  const rows = mergePages(audits.data?.pages ?? [])
  const set = (part: AuditsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const clear = () => {
    setObject('')
    void navigate({ search: {} })
  }
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <Export {...asked} />
          <AddressLink to="/history">{t('history')}</AddressLink>
          <Button
            variant="default"
            leftSection={<Icon name="refresh" size={16} />}
            loading={audits.isRefetching}
            onClick={() => void audits.refetch()}
          >
            {t('refresh')}
          </Button>
        </Group>
      }
    >
      <Filters options={options.data} search={search} set={set} object={object} setObject={setObject} clear={clear} />
      {audits.isPending && <Loading />}
      {audits.isError && <Failure error={audits.error} retry={() => void audits.refetch()} />}
      {audits.data && rows.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      <Stack gap="xs" mb="md">
        {rows.map((audit) => (
          <AuditEntry key={audit._id} audit={audit} open={() => set({ open: audit._id })} />
        ))}
      </Stack>
      {audits.hasNextPage && (
        <Button variant="default" loading={audits.isFetchingNextPage} onClick={() => void audits.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      {rows.length > 0 && (
        <Text size="sm" c="dimmed" mt="sm">
          {t('looked')}
        </Text>
      )}
      {open && <AuditDialog id={open} close={() => set({ open: undefined })} />}
    </Page>
  )
}

/** Exports the entries that match. */
function Export({ search, object }: { search: AuditsSearch; object: string }) {
  const query = { filterRepresentation: 'simpledetails', filters: toFilters(search, object) } as const
  return <ExportButton endpoint={auditsApi.list} input={{ query }} />
}
