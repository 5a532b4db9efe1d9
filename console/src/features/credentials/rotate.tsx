import { Button, NativeSelect, Stack, Text } from '@mantine/core'
import { type Credential, credentialsApi, type MadeCredential } from '@mediary/contract/clients/credentials'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'

const day = 86_400
const overlaps = { 'overlap.none': 0, 'overlap.day': day, 'overlap.week': 7 * day, 'overlap.month': 30 * day } as const

type RotateProps = {
  client: string
  credential: Credential
  made: (credential: MadeCredential) => void
  close: () => void
}

/** Asks how long the present credential stays valid, and makes its successor. */
export function RotateCredential({ client, credential, made, close }: RotateProps) {
  const t = useMessages('credentials')
  const queries = useQueryClient()
  const [overlapSeconds, setOverlap] = useState<number>(overlaps['overlap.week'])
  const rotate = useMutation({
    mutationFn: () =>
      call(credentialsApi.rotate, { params: { id: client, credential: credential._id }, body: { overlapSeconds } }),
    onSuccess: (successor) => {
      made(successor)
      close()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <section aria-label={t('rotate.title')}>
      <Stack gap="xs">
        <Text fw={600}>{t('rotate.title')}</Text>
        <NativeSelect
          label={t('overlap')}
          description={t('overlap.help')}
          value={String(overlapSeconds)}
          data={(['overlap.none', 'overlap.day', 'overlap.week', 'overlap.month'] as const).map((key) => ({
            value: String(overlaps[key]),
            label: t(key),
          }))}
          onChange={({ currentTarget }) => setOverlap(Number(currentTarget.value))}
        />
        <ErrorAlert error={rotate.error} />
        <Button.Group>
          <PrimaryButton loading={rotate.isPending} onClick={() => rotate.mutate()}>
            {t('rotate.act')}
          </PrimaryButton>
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
        </Button.Group>
      </Stack>
    </section>
  )
}
