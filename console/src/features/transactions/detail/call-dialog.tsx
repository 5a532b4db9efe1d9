import { Code, Stack, Tabs, Text } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useMessages } from '../../../messages/use-messages.ts'
import { useRecordedText } from '../../../messages/use-recorded-text.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { StoredBody } from '../body/stored-body.tsx'
import { Compared } from '../compare/compared.tsx'
import type { TransactionSearch } from '../search.ts'
import { HeaderList } from './header-list.tsx'
import { findStoredBody } from './request-response.tsx'
import { Outcome } from './timeline.tsx'
import { type CallView, findDamagedHeaders, listCalls } from './timeline-rules.ts'

type Side = NonNullable<TransactionSearch['side']>
const sides = ['request', 'response', 'difference'] as const satisfies readonly Side[]

type CallDialogProps = {
  transaction: Transaction
  name: string
  side: Side
  setSide: (side: Side) => void
  close: () => void
}

/** Shows one call: its request, its response, and the differences from the request of the client. */
export function CallDialog({ transaction, name, side, setSide, close }: CallDialogProps) {
  const t = useMessages('transactionDetail')
  const common = useMessages('transactions')
  const found = listCalls(transaction).find(({ key }) => key === name)
  if (!found) return null
  const { call } = found
  const { _id, status } = transaction
  const headersDamaged = findDamagedHeaders(transaction, call)
  return (
    <Dialog fullScreen close={close} title={call.name}>
      <Tabs
        value={side}
        onChange={(value) => setSide(sides.find((one) => one === value) ?? 'request')}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="request">{common('request')}</Tabs.Tab>
          <Tabs.Tab value="response">{common('response')}</Tabs.Tab>
          <Tabs.Tab value="difference">{t('differences')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="request">
          <Sent transaction={transaction} call={call} file={`${name}-request-${transaction._id}`} />
        </Tabs.Panel>
        <Tabs.Panel value="response">
          <Answered transaction={transaction} call={call} file={`${name}-response-${transaction._id}`} />
        </Tabs.Panel>
        <Tabs.Panel value="difference">
          <Text mb="md">{t('differences.call')}</Text>
          <Compared before={transaction} after={{ ...call, _id, status, headersDamaged }} />
        </Tabs.Panel>
      </Tabs>
    </Dialog>
  )
}

type PanelProps = { transaction: Transaction; call: CallView; file: string }

function Sent({ transaction, call, file }: PanelProps) {
  const t = useMessages('transactionDetail')
  const { request } = call
  if (!request) return t('no-request')
  const { host, port, method, path, querystring } = request
  return (
    <Stack gap="sm">
      <Code block>
        {method} {host && `${host}${port ? `:${port}` : ''}`}
        {path}
        {querystring && `?${querystring}`}
      </Code>
      <HeaderList headers={request.headers} damaged={findDamagedHeaders(transaction, call)?.request} />
      <StoredBody stored={findStoredBody(transaction, request)} name={file} />
    </Stack>
  )
}

function Answered({ transaction, call, file }: PanelProps) {
  const { response, error } = call
  const word = useRecordedText()
  return (
    <Stack gap="sm">
      <div>
        <Outcome call={call} />
      </div>
      {error && <Text c="var(--mantine-color-error)">{word(error.message)}</Text>}
      {error?.stack && <Code block>{error.stack}</Code>}
      {response && <HeaderList headers={response.headers} damaged={findDamagedHeaders(transaction, call)?.response} />}
      {response && <StoredBody stored={findStoredBody(transaction, response)} name={file} />}
    </Stack>
  )
}
