import { Alert, Button, Group, Text, TextInput } from '@mantine/core'
import { Reason } from '@mediary/contract/transactions/bodies'
import { useState } from 'react'
import { ApiProblem, isProblem } from '../../../lib/api/problem.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Body } from './body.tsx'
import { giveReason, type Stored, useDownload, useStored } from './stored.ts'

type StoredBodyProps = {
  /** Undefined when there was no body. */
  stored: Stored | undefined
  name: string
  full?: boolean
  setFull?: (full: boolean) => void
}

/** A recorded body. It is fetched when it is viewed, after a reason where the channel requires one. */
export function StoredBody({ stored, name, full = false, setFull }: StoredBodyProps) {
  const t = useMessages('transactionDetail')
  if (!stored) return <Text c="dimmed">{t('body.none')}</Text>
  return <Fetched stored={stored} name={name} full={full} setFull={setFull} />
}

type FetchedProps = { stored: Stored; name: string; full: boolean; setFull: ((full: boolean) => void) | undefined }

function Fetched({ stored, name, full, setFull }: FetchedProps) {
  const content = useStored(stored)
  const href = useDownload(stored)
  if (content.isPending) return <Loading />
  if (content.isError) return <NotShown of={stored.of._id} error={content.error} retry={() => void content.refetch()} />
  return <Body name={name} content={content.data} href={href} full={full} setFull={setFull} />
}

const wantsReason = (error: unknown) =>
  error instanceof ApiProblem && error.issues.some(({ path }) => path === 'reason')

/** Shows why a body cannot be shown, and what to do. */
export function NotShown({ of, error, retry }: { of: string; error: unknown; retry: () => void }) {
  const t = useMessages('transactionDetail')
  if (wantsReason(error)) return <AskReason of={of} />
  if (isProblem(error, 'not-found')) return <Text c="dimmed">{t('body.gone')}</Text>
  if (isProblem(error, 'forbidden')) return <Alert color="yellow">{t('body.forbidden')}</Alert>
  return <Failure error={error} retry={retry} />
}

function AskReason({ of }: { of: string }) {
  const t = useMessages('transactionDetail')
  const [text, setText] = useState('')
  const reason = Reason.safeParse(text)
  const submit = () => {
    if (reason.success) giveReason(of, reason.data)
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t('reason')}
          description={t('reason.why')}
          value={text}
          maxLength={500}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
          style={{ flex: '1 1 260px' }}
        />
        <Button type="submit" disabled={!reason.success}>
          {t('reason.give')}
        </Button>
      </Group>
    </form>
  )
}
