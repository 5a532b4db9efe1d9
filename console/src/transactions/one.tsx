import { Alert, Group, Stack } from '@mantine/core'
import { type Transaction, transactionsApi } from '@mediary/contract/transactions'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { call } from '../lib/api.ts'
import { useChannels, useClients, useClock } from '../lib/queries.ts'
import { moment } from '../lib/times.ts'
import { useWords } from '../lib/use-words.ts'
import { Copy } from '../ui/copy.tsx'
import { Facts } from '../ui/facts.tsx'
import { Failure, Loading } from '../ui/failure.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Body, HeaderList } from './body.tsx'
import { asCurl, durationOf } from './rules.ts'
import { Status } from './status.tsx'
import { transactionWords } from './words.ts'

const unfinished: readonly string[] = ['Processing', 'Pending Async']

export function TransactionPage() {
  const t = useWords(transactionWords)
  const { id } = useParams({ from: '/inside/transactions/$id' })
  const found = useQuery({
    queryKey: ['transactions', 'one', id],
    queryFn: () => call(transactionsApi.get, { params: { id }, query: {} }),
    refetchInterval: ({ state }) => (unfinished.includes(state.data?.status ?? '') ? 1500 : false),
  })
  return (
    <Page title={t('one')} actions={<Link to="/transactions">{t('back')}</Link>}>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Detail transaction={found.data} />}
    </Page>
  )
}

function Detail({ transaction }: { transaction: Transaction }) {
  const t = useWords(transactionWords)
  const { request, response, error, bodyEncoding } = transaction
  const text = bodyEncoding?.request === 'base64' ? undefined : request.body
  const base = `http://${request.host ?? 'gateway'}${request.port ? `:${request.port}` : ''}`
  return (
    <Stack>
      <Overview transaction={transaction} />
      {error && (
        <Alert color="red" title={t('error')}>
          {error.message}
        </Alert>
      )}
      <Section
        id="request"
        title={t('request')}
        actions={<Copy label={t('curl')} text={asCurl(request, text, base)} />}
      >
        <Stack gap="sm">
          <HeaderList headers={request.headers} />
          <Body name={`request-${transaction._id}`} body={request.body} encoding={bodyEncoding?.request} />
        </Stack>
      </Section>
      <Section id="response" title={t('response')}>
        {response ? (
          <Stack gap="sm">
            <HeaderList headers={response.headers} />
            <Body name={`response-${transaction._id}`} body={response.body} encoding={bodyEncoding?.response} />
          </Stack>
        ) : (
          t('no-response')
        )}
      </Section>
      <Orchestrations transaction={transaction} />
    </Stack>
  )
}

function Overview({ transaction }: { transaction: Transaction }) {
  const t = useWords(transactionWords)
  const clock = useClock()
  const channels = useChannels().data ?? []
  const clients = useClients().data ?? []
  const { request, response, clientID, channelID } = transaction
  const took = durationOf(transaction)
  const client = clients.find(({ _id }) => _id === clientID)
  return (
    <Facts
      facts={[
        [
          t('status'),
          <Group key="status" gap="xs">
            <Status status={transaction.status} />
            {response?.status}
          </Group>,
        ],
        [t('time'), moment(request.timestamp, clock)],
        [t('duration'), took !== undefined ? t('milliseconds', { count: took }) : undefined],
        [
          t('request'),
          <code key="request">
            {request.method} {request.path}
            {request.querystring && `?${request.querystring}`}
          </code>,
        ],
        [t('channel'), channels.find(({ _id }) => _id === channelID)?.name ?? channelID],
        [t('authorized-client'), client ? `${client.name} (${client.clientID})` : clientID],
        [t('authentication'), transaction.authentication],
        [t('address'), transaction.clientIP],
      ]}
    />
  )
}

function Orchestrations({ transaction }: { transaction: Transaction }) {
  const t = useWords(transactionWords)
  const { orchestrations = [] } = transaction
  if (orchestrations.length === 0) return null
  return (
    <Section id="orchestrations" title={t('orchestrations')}>
      <Facts
        facts={orchestrations.map(({ name, request, response, error }) => [
          name,
          <code key={name}>
            {request.method} {request.path} → {response?.status ?? error?.message}
          </code>,
        ])}
      />
    </Section>
  )
}
