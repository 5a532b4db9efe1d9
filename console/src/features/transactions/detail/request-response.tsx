import { Stack } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useMessages } from '../../../messages/use-messages.ts'
import { Copy } from '../../../ui/copy.tsx'
import { Section } from '../../../ui/page.tsx'
import { type Stored, useStored } from '../body/stored.ts'
import { StoredBody } from '../body/stored-body.tsx'
import { toCurl } from '../rules.ts'
import { HeaderList } from './header-list.tsx'

type ExchangeProps = {
  part: 'request' | 'response'
  transaction: Transaction
  full: boolean
  setFull: (full: boolean) => void
}

type Message = { bodyPart?: string | undefined; headers?: Stored['headers'] }

export function findStoredBody(of: Transaction, message: Message | undefined): Stored | undefined {
  const part = message?.bodyPart
  if (part === undefined) return undefined
  // The call of the primary route shares the bodies of the transaction, and does not repeat its headers.
  const shared = part === 'request' || part === 'response' ? of[part]?.headers : undefined
  return { of, part, headers: message?.headers ?? shared }
}

/** The headers and the body of the request or the response. */
export function Exchange({ part, transaction, full, setFull }: ExchangeProps) {
  const t = useMessages('transactions')
  const message = transaction[part]
  const isWholeRequest = part === 'request' && !transaction.headersDamaged?.request
  return (
    <Section id={part} title={t(part)} actions={isWholeRequest && <CopyCurl transaction={transaction} />}>
      {message ? (
        <Stack gap="sm">
          <HeaderList headers={message.headers} damaged={transaction.headersDamaged?.[part]} />
          <StoredBody
            stored={findStoredBody(transaction, message)}
            name={`${part}-${transaction._id}`}
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

function CopyCurl({ transaction }: { transaction: Transaction }) {
  const t = useMessages('transactions')
  const { request } = transaction
  const content = useStored(findStoredBody(transaction, request)).data
  const base = `http://${request.host ?? 'gateway'}${request.port ? `:${request.port}` : ''}`
  return (
    <Copy label={t('curl')} text={toCurl(request, content?.isUtf8 && !content.more ? content.text : undefined, base)} />
  )
}
