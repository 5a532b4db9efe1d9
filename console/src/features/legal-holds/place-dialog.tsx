import { Stack, Text, Textarea, TextInput } from '@mantine/core'
import { type LegalHold, legalHoldsApi } from '@mediary/contract/transactions/legal-holds'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type CallInput, call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { Dialog, DialogFooter } from '../../ui/dialog.tsx'

type NewHold = CallInput<typeof legalHoldsApi.place>['body']

/** The object of a hold: everything of a patient, or the transactions that match filters. Without one, the dialog asks for a patient. */
export type Held = { patient?: string; filters?: NewHold['filters'] }

type PlaceHoldProps = { held: Held; placed: (hold: LegalHold) => void; close: () => void }

/** Asks for the reason of a legal hold, and places it. */
export function PlaceHoldDialog({ held, placed, close }: PlaceHoldProps) {
  const t = useMessages('legalHolds')
  const client = useQueryClient()
  const [patient, setPatient] = useState(held.patient ?? '')
  const [reason, setReason] = useState('')
  const place = useMutation({
    mutationFn: () =>
      call(legalHoldsApi.place, { body: held.filters ? { filters: held.filters, reason } : { patient, reason } }),
    onSuccess: (hold) => {
      placed(hold)
      close()
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['legal-holds'] }),
  })
  const issues = place.error instanceof ApiProblem ? place.error.issues : []
  const findIssue = (field: string) => issues.find(({ path }) => path === field)?.message
  return (
    <Dialog size="lg" close={close} title={t('place.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          place.mutate()
        }}
      >
        <Stack>
          <Text size="sm">{t(held.filters ? 'place.case' : 'place.patient')}</Text>
          {!held.filters && (
            <TextInput
              label={t('patient')}
              description={t('patient.why')}
              withAsterisk
              autoComplete="off"
              value={patient}
              error={findIssue('patient')}
              onChange={({ currentTarget }) => setPatient(currentTarget.value)}
            />
          )}
          <Textarea
            label={t('reason')}
            description={t('reason.why')}
            withAsterisk
            autosize
            minRows={2}
            value={reason}
            error={findIssue('reason')}
            onChange={({ currentTarget }) => setReason(currentTarget.value)}
          />
          <DialogFooter error={issues.length > 0 ? undefined : place.error} close={close}>
            <PrimaryButton type="submit" loading={place.isPending}>
              {t('place')}
            </PrimaryButton>
          </DialogFooter>
        </Stack>
      </form>
    </Dialog>
  )
}
