import { Button, Stack, Text, Textarea } from '@mantine/core'
import { type LegalHold, legalHoldsApi } from '@mediary/contract/transactions/legal-holds'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Dialog, DialogFooter } from '../../ui/dialog.tsx'
import { useHeldName } from './held-name.ts'

type ReleaseHoldProps = { hold: LegalHold; released: () => void; close: () => void }

/** Asks for the reason, and releases a legal hold. */
export function ReleaseHoldDialog({ hold, released, close }: ReleaseHoldProps) {
  const t = useMessages('legalHolds')
  const nameHeld = useHeldName()
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const release = useMutation({
    mutationFn: () => call(legalHoldsApi.release, { params: { id: hold._id }, body: { reason } }),
    onSuccess: () => {
      released()
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['legal-holds'] }),
  })
  const issue = release.error instanceof ApiProblem ? release.error.issues[0]?.message : undefined
  return (
    <Dialog close={close} title={t('release.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          release.mutate()
        }}
      >
        <Stack>
          <Text>{t('release.question', { what: nameHeld(hold) })}</Text>
          <Textarea
            label={t('reason')}
            withAsterisk
            autosize
            minRows={2}
            value={reason}
            error={issue}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <DialogFooter error={issue ? undefined : release.error} close={close}>
            <Button type="submit" color="red.8" loading={release.isPending}>
              {t('release')}
            </Button>
          </DialogFooter>
        </Stack>
      </form>
    </Dialog>
  )
}
