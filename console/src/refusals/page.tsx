import { Alert, Anchor, Badge, Button, Card, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { type Refusal, refusalsApi, stages } from '@mediary/contract/refusals'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../lib/api.ts'
import { useClock } from '../lib/queries.ts'
import { counted, distance, moment } from '../lib/times.ts'
import { useWords } from '../lib/use-words.ts'
import { Failure, Loading } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { refusalWords } from './words.ts'

const pageSize = 50

export function RefusalsPage() {
  const t = useWords(refusalWords)
  const { client, stage } = useSearch({ from: '/inside/refusals' })
  const navigate = useNavigate({ from: '/refusals' })
  const filters = { ...(client ? { client } : {}), ...(stage ? { stage } : {}) }
  const refusals = useInfiniteQuery({
    queryKey: ['refusals', filters],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call(
        refusalsApi.list,
        { query: { limit: pageSize, ...filters, ...(pageParam ? { before: pageParam } : {}) } },
        { signal },
      ),
    getNextPageParam: (page) => (page.length === pageSize ? page.at(-1)?._id : undefined),
    refetchInterval: (query) => (query.state.data?.pages.length === 1 ? 5000 : false),
  })
  const rows = refusals.data?.pages.flat() ?? []
  return (
    <Page title={t('title')} intro={t('intro')}>
      <Group mb="md" align="flex-end">
        <SearchBox
          label={t('client')}
          value={client ?? ''}
          change={(wanted) => void navigate({ search: { client: wanted || undefined, stage }, replace: true })}
        />
        <NativeSelect
          label={t('stage')}
          value={stage ?? ''}
          data={[{ value: '', label: t('any') }, ...stages.map((value) => ({ value, label: t(value) }))]}
          onChange={({ currentTarget }) =>
            void navigate({
              search: { client, stage: stages.find((one) => one === currentTarget.value) },
              replace: true,
            })
          }
        />
      </Group>
      {refusals.isPending && <Loading />}
      {refusals.isError && <Failure error={refusals.error} retry={() => void refusals.refetch()} />}
      {refusals.data && rows.length === 0 && <Alert color="green">{t('none')}</Alert>}
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

/** The page on which the refusal can be undone. */
const remedy = {
  receive: undefined,
  identify: '/clients',
  match: '/channels',
  authorise: '/clients',
  record: undefined,
} as const

function RefusalCard({ refusal }: { refusal: Refusal }) {
  const t = useWords(refusalWords)
  const clock = useClock()
  const { stage, status, reason, method, path, client, clientIP, timestamp, count } = refusal
  const to = remedy[stage]
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between">
        <Group gap="xs">
          <Badge color="red.9">{status}</Badge>
          <Text fw={600}>{client ?? t('unknown')}</Text>
          <Text c="dimmed">{clientIP}</Text>
          <Text ff="monospace" size="sm">
            {method} {path}
          </Text>
          {count > 1 && <Badge color="gray.7">{t('times', { count: counted(count, clock.language) })}</Badge>}
        </Group>
        <Text size="sm" c="dimmed" title={distance(timestamp, Date.now(), clock.language)}>
          {moment(timestamp, clock)}
        </Text>
      </Group>
      <Text mt={4}>
        <strong>{t(stage)}</strong> {reason}
      </Text>
      <Text size="sm">
        {t(`step.${stage}`)}{' '}
        {to && (
          <Anchor renderRoot={(props) => <Link to={to} {...props} />} size="sm" underline="always">
            → {t(to === '/clients' ? 'clients' : 'channels')}
          </Anchor>
        )}
      </Text>
    </Card>
  )
}
