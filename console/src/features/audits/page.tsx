import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { auditsApi } from '@mediary/contract/operations/audits'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryBar } from '../../ui/query-bar/query-bar.tsx'
import { ExportButton } from '../export/button.tsx'
import { SavedViews } from '../saved-views/menu.tsx'
import { AuditDialog } from './detail.tsx'
import { AuditEntry } from './entry.tsx'
import { auditOptionsQuery, auditPages } from './queries.ts'
import { useAuditsQuery } from './query.ts'
import { mergePages } from './rules.ts'
import type { AuditsSearch } from './search.ts'

/** The audit log: who signed in, viewed, exported or changed something, here and in systems that send their audits. */
export function AuditsPage() {
  const t = useMessages('audits')
  const search = useSearch({ from: '/inside/audits' })
  const navigate = useNavigate({ from: '/audits' })
  const options = useQuery(auditOptionsQuery)
  const { terms, fields, shortcuts, issues, asked: filters, write } = useAuditsQuery(search, options.data)
  // The events have names of their own, which are known only with the options.
  const isReady = issues.size === 0 && !options.isPending
  const audits = useInfiniteQuery({ ...auditPages(filters), enabled: isReady })
  const rows = isReady ? mergePages(audits.data?.pages ?? []) : []
  const set = (part: Partial<AuditsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={<Actions filters={filters} isLoading={audits.isRefetching} refresh={() => void audits.refetch()} />}
    >
      <Group mb="sm">
        <AddressLink to="/audits/patients">{t('patient-report')}</AddressLink>
        <AddressLink to="/audits/holds">{t('legal-holds')}</AddressLink>
      </Group>
      <Group mb="sm" gap="xs" align="flex-start">
        <QueryBar
          example="user:ada@example.org yesterday"
          terms={terms}
          fields={fields}
          shortcuts={shortcuts}
          issues={issues}
          change={(changed) => set(write(changed))}
        />
        <SavedViews list="audits" />
      </Group>
      {audits.isPending && issues.size === 0 && <Loading />}
      {audits.isError && <Failure error={audits.error} retry={() => void audits.refetch()} />}
      {isReady && audits.data && rows.length === 0 && <Alert color="gray">{t('none')}</Alert>}
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
      {search.open && <AuditDialog id={search.open} close={() => set({ open: undefined })} />}
    </Page>
  )
}

type ActionsProps = { filters: Record<string, unknown>; isLoading: boolean; refresh: () => void }

/** The export of the entries that match, the way to the history, and the button that asks again. */
function Actions({ filters, isLoading, refresh }: ActionsProps) {
  const t = useMessages('audits')
  return (
    <Group>
      <ExportButton endpoint={auditsApi.list} input={{ query: { filterRepresentation: 'simpledetails', filters } }} />
      <AddressLink to="/history">{t('history')}</AddressLink>
      <Button variant="default" leftSection={<Icon name="refresh" size={16} />} loading={isLoading} onClick={refresh}>
        {t('refresh')}
      </Button>
    </Group>
  )
}
