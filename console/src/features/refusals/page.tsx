import { Alert, Button, Group } from '@mantine/core'
import { refusalsApi } from '@mediary/contract/operations/refusals'
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { QueryBar } from '../../ui/query-bar/query-bar.tsx'
import { ExportButton } from '../export/button.tsx'
import { SavedViews } from '../saved-views/menu.tsx'
import { useRefusalsQuery } from './query.ts'
import { RefusalRow } from './row.tsx'

const pageSize = 50

type Asked = ReturnType<typeof useRefusalsQuery>['asked']

const refusalPages = (filters: Asked) =>
  infiniteQueryOptions({
    queryKey: ['refusals', filters],
    meta: keptAnswer,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(refusalsApi.list, { query: { limit: pageSize, ...filters, before: pageParam || undefined } }, { signal }),
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?._id : undefined),
  })

export function RefusalsPage() {
  const t = useMessages('refusals')
  const search = useSearch({ from: '/inside/refusals' })
  const navigate = useNavigate({ from: '/refusals' })
  const { terms, fields, shortcuts, issues, asked, write } = useRefusalsQuery(search)
  const isRight = issues.size === 0
  const refusals = useInfiniteQuery({ ...refusalPages(asked), enabled: isRight })
  const rows = refusals.data?.pages.flat() ?? []
  const filtered = terms.length > 0
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={<ExportButton endpoint={refusalsApi.list} input={{ query: asked }} />}
    >
      <Group mb="sm" gap="xs" align="flex-start">
        <QueryBar
          example="client:lab yesterday"
          terms={terms}
          fields={fields}
          shortcuts={shortcuts}
          issues={issues}
          change={(changed) => void navigate({ search: write(changed), replace: true })}
        />
        <SavedViews list="refusals" />
      </Group>
      {refusals.isPending && isRight && <Loading />}
      {refusals.isError && <Failure error={refusals.error} retry={() => void refusals.refetch()} />}
      {isRight && refusals.data && rows.length === 0 && (
        <Alert color={filtered ? 'yellow' : 'green'}>{filtered ? t('none.found') : t('none')}</Alert>
      )}
      <div>
        {(isRight ? rows : []).map((refusal) => (
          <RefusalRow key={refusal._id} refusal={refusal} alone={rows.length === 1} />
        ))}
      </div>
      {refusals.hasNextPage && (
        <Button
          mt="md"
          variant="default"
          loading={refusals.isFetchingNextPage}
          onClick={() => void refusals.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </Page>
  )
}
