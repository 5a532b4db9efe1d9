import { Alert, Stack } from '@mantine/core'
import { type Transaction, transactionsApi } from '@mediary/contract/transactions'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { TransactionSearch } from '../app/search.ts'
import { call } from '../lib/api.ts'
import { useWords } from '../lib/use-words.ts'
import { Copy } from '../ui/copy.tsx'
import { Facts } from '../ui/facts.tsx'
import { Failure, Loading } from '../ui/failure.tsx'
import { Page, Section } from '../ui/page.tsx'
import { Body } from './body.tsx'
import { HeaderList } from './header-list.tsx'
import { Neighbours } from './neighbours.tsx'
import { Overview } from './overview.tsx'
import { asCurl } from './rules.ts'
import { transactionWords } from './words.ts'

const unfinished: readonly string[] = ['Processing', 'Pending Async']

export function TransactionPage() {
  const t = useWords(transactionWords)
  const { id } = useParams({ from: '/inside/transactions/$id' })
  const search = useSearch({ from: '/inside/transactions/$id' })
  const navigate = useNavigate({ from: '/transactions/$id' })
  const found = useQuery({
    queryKey: ['transactions', 'one', id],
    queryFn: () => call(transactionsApi.get, { params: { id }, query: {} }),
    refetchInterval: ({ state }) => (unfinished.includes(state.data?.status ?? '') ? 1500 : false),
  })
  const enlarge = (full: TransactionSearch['full']) =>
    void navigate({ search: (before) => ({ ...before, full }), replace: full === undefined })
  return (
    <Page title={t('one')} actions={<Neighbours id={id} search={search} />}>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Detail key={id} transaction={found.data} full={search.full} enlarge={enlarge} />}
    </Page>
  )
}

type DetailProps = {
  transaction: Transaction
  full: TransactionSearch['full']
  enlarge: (full: TransactionSearch['full']) => void
}

/** Every part of a transaction has a section of its own. */
function Detail({ transaction, full, enlarge }: DetailProps) {
  const t = useWords(transactionWords)
  const { error } = transaction
  const body = (part: 'request' | 'response') => ({
    full: full === part,
    setFull: (is: boolean) => enlarge(is ? part : undefined),
  })
  return (
    <Stack>
      <Overview transaction={transaction} />
      {error && (
        <Alert color="red" title={t('error')}>
          {error.message}
        </Alert>
      )}
      <Exchange
        part="request"
        transaction={transaction}
        actions={<CopyCurl transaction={transaction} />}
        {...body('request')}
      />
      <Exchange part="response" transaction={transaction} {...body('response')} />
      <Orchestrations transaction={transaction} />
    </Stack>
  )
}

type ExchangeProps = {
  part: 'request' | 'response'
  transaction: Transaction
  actions?: ReactNode
  full: boolean
  setFull: (full: boolean) => void
}

/** The headers and the body of the request, or of its answer. */
function Exchange({ part, transaction, actions, full, setFull }: ExchangeProps) {
  const t = useWords(transactionWords)
  const message = transaction[part]
  return (
    <Section id={part} title={t(part)} actions={actions}>
      {message ? (
        <Stack gap="sm">
          <HeaderList headers={message.headers} />
          <Body
            name={`${part}-${transaction._id}`}
            body={message.body}
            encoding={transaction.bodyEncoding?.[part]}
            full={full}
            setFull={setFull}
          />
        </Stack>
      ) : (
        t('no-response')
      )}
    </Section>
  )
}

function CopyCurl({ transaction: { request, bodyEncoding } }: { transaction: Transaction }) {
  const t = useWords(transactionWords)
  const text = bodyEncoding?.request === 'base64' ? undefined : request.body
  const base = `http://${request.host ?? 'gateway'}${request.port ? `:${request.port}` : ''}`
  return <Copy label={t('curl')} text={asCurl(request, text, base)} />
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
            {request && `${request.method} ${request.path} → `}
            {response?.status ?? error?.message}
          </code>,
        ])}
      />
    </Section>
  )
}
