import { Stack } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useMessages } from '../../../messages/use-messages.ts'
import { Copy } from '../../../ui/copy.tsx'
import { Section } from '../../../ui/page.tsx'
import { useStored } from '../body/stored.ts'
import { StoredBody } from '../body/stored-body.tsx'
import { toCurl } from '../rules.ts'
import { HeaderList } from './header-list.tsx'

type ExchangeProps = {
  part: 'request' | 'response'
  transaction: Transaction
  full: boolean
  setFull: (full: boolean) => void
}

export const findStoredBody = (of: Transaction, message: { bodyPart?: string | undefined } | undefined) =>
  message?.bodyPart === undefined ? undefined : { of, part: message.bodyPart }

/** The headers and the body of the request or the response. */
export function Exchange({ part, transaction, full, setFull }: ExchangeProps) {
  const t = useMessages('transactions')
  const message = transaction[part]
  return (
    <Section id={part} title={t(part)} actions={part === 'request' && <CopyCurl transaction={transaction} />}>
      {message ? (
        <Stack gap="sm">
          <HeaderList headers={message.headers} />
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
  return <Copy label={t('curl')} text={toCurl(request, content?.more ? undefined : content?.text, base)} />
}
