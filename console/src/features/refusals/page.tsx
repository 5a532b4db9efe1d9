import { Alert, Button, Group, NativeSelect, Pill, Stack } from '@mantine/core'
import { refusalCodes, refusalsApi, stages } from '@mediary/contract/refusals'
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { SearchBox } from '../../ui/search-box.tsx'
import { ExportButton } from '../export/button.tsx'
import { RefusalCard } from './card.tsx'
import type { RefusalsSearch } from './search.ts'

const pageSize = 50

const refusalPages = (filters: RefusalsSearch) =>
  infiniteQueryOptions({
    queryKey: ['refusals', filters],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) =>
      call(refusalsApi.list, { query: { limit: pageSize, ...filters, before: pageParam || undefined } }, { signal }),
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?._id : undefined),
  })

export function RefusalsPage() {
  const t = useMessages('refusals')
  const search = useSearch({ from: '/inside/refusals' })
  const navigate = useNavigate({ from: '/refusals' })
  const refusals = useInfiniteQuery(refusalPages(search))
  const rows = refusals.data?.pages.flat() ?? []
  const set = (part: RefusalsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const filtered = Object.values(search).some(Boolean)
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={<ExportButton endpoint={refusalsApi.list} input={{ query: search }} />}
    >
      <Filters search={search} set={set} clear={() => void navigate({ search: {} })} />
      {refusals.isPending && <Loading />}
      {refusals.isError && <Failure error={refusals.error} retry={() => void refusals.refetch()} />}
      {refusals.data && rows.length === 0 && (
        <Alert color={filtered ? 'yellow' : 'green'}>{filtered ? t('none.found') : t('none')}</Alert>
      )}
      <Stack gap="xs">
        {rows.map((refusal) => (
          <RefusalCard key={refusal._id} refusal={refusal} />
        ))}
      </Stack>
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

type FiltersProps = { search: RefusalsSearch; set: (part: RefusalsSearch) => void; clear: () => void }

function Filters({ search, set, clear }: FiltersProps) {
  const t = useMessages('refusals')
  const code = useMessages('refusalCodes')
  return (
    <Group mb="md" align="flex-end">
      <SearchBox label={t('find')} value={search.find ?? ''} change={(find) => set({ find: find || undefined })} />
      <NativeSelect
        label={t('stage')}
        value={search.stage ?? ''}
        data={[{ value: '', label: t('any') }, ...stages.map((value) => ({ value, label: t(value) }))]}
        onChange={({ currentTarget }) => set({ stage: stages.find((one) => one === currentTarget.value) })}
      />
      <NativeSelect
        label={t('code')}
        value={search.code ?? ''}
        data={[{ value: '', label: t('any') }, ...refusalCodes.map((value) => ({ value, label: code(value) }))]}
        onChange={({ currentTarget }) => set({ code: refusalCodes.find((one) => one === currentTarget.value) })}
      />
      <Button variant="subtle" onClick={clear}>
        {t('clear')}
      </Button>
      <Narrowed search={search} set={set} />
    </Group>
  )
}

const narrowing = ['client', 'clientIP', 'channel', 'since', 'until'] as const

/** The filters that came with a link. Each can be removed. */
function Narrowed({ search, set }: Pick<FiltersProps, 'search' | 'set'>) {
  const t = useMessages('refusals')
  const ui = useMessages('ui')
  const clock = useClock()
  const formatFilter = (key: (typeof narrowing)[number], value: string) =>
    (key === 'since' || key === 'until') && !Number.isNaN(Date.parse(value))
      ? formatMoment(value, clock, 'without')
      : value
  const active = narrowing.flatMap((key) => (search[key] ? [{ key, text: formatFilter(key, search[key]) }] : []))
  return active.map(({ key, text }) => (
    <Pill
      key={key}
      size="md"
      withRemoveButton
      onRemove={() => set({ [key]: undefined })}
      removeButtonProps={{ 'aria-label': `${ui('take-away')}: ${t(`by.${key}`)}`, tabIndex: 0, 'aria-hidden': false }}
    >
      {t(`by.${key}`)}: {text}
    </Pill>
  ))
}
