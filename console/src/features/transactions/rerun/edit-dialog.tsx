import { Alert, Stack, Text, Textarea } from '@mantine/core'
import { tasksApi } from '@mediary/contract/operations/tasks'
import type { Transaction } from '@mediary/contract/transactions'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Dialog, DialogFooter } from '../../../ui/dialog.tsx'
import { Loading } from '../../../ui/failure.tsx'
import { type Stored, useStored } from '../body/stored.ts'
import { NotShown } from '../body/stored-body.tsx'
import { EditChanges } from './edit-changes.tsx'
import { EditFields } from './edit-fields.tsx'
import { isUnchanged, type RequestDraft, toDraft, toEdit } from './edit-rules.ts'

type EditDialogProps = { transaction: Transaction; stored: Stored | undefined; close: () => void }

/** Changes a recorded request and sends it again. */
export function EditDialog({ transaction, stored, close }: EditDialogProps) {
  const t = useMessages('rerun')
  return (
    <Dialog size="xl" close={close} title={t('edit.title')}>
      {transaction.headersDamaged?.request ? (
        <Alert color="red">{t('rerun.damaged')}</Alert>
      ) : (
        <Editing transaction={transaction} stored={stored} close={close} />
      )}
    </Dialog>
  )
}

function Editing({ transaction, stored, close }: EditDialogProps) {
  const t = useMessages('rerun')
  const content = useStored(stored)
  // An edited text is sent as UTF-8: only a body that was UTF-8 can be edited.
  const isEditable = content.data?.isUtf8 === true && !content.data.more
  const body = stored ? (isEditable ? content.data?.text : undefined) : ''
  return (
    <>
      <Text mb="md">{t('edit.intro')}</Text>
      {stored && content.isPending && <Loading />}
      {stored && content.isError && (
        <NotShown of={stored.of._id} error={content.error} retry={() => void content.refetch()} />
      )}
      {(!stored || content.data) && (
        <EditForm id={transaction._id} original={toDraft(transaction.request, body)} close={close} />
      )}
    </>
  )
}

function EditForm({ id, original, close }: { id: string; original: RequestDraft; close: () => void }) {
  const t = useMessages('rerun')
  const [draft, setDraft] = useState(original)
  const edit = toEdit(draft, original)
  const resend = useResend(id, edit)
  const set = (part: Partial<RequestDraft>) => {
    setDraft({ ...draft, ...part })
    resend.reset()
  }
  return (
    <Stack>
      <EditFields draft={draft} set={set} />
      {draft.body === undefined ? (
        <Text c="dimmed">{t('body.fixed')}</Text>
      ) : (
        <Textarea
          label={t('body')}
          autosize
          minRows={4}
          maxRows={16}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          value={draft.body}
          onChange={({ currentTarget }) => set({ body: currentTarget.value })}
        />
      )}
      <EditChanges draft={draft} original={original} />
      <DialogFooter error={resend.error} close={close}>
        <PrimaryButton disabled={isUnchanged(edit)} loading={resend.isPending} onClick={() => resend.mutate()}>
          {t('resend')}
        </PrimaryButton>
      </DialogFooter>
    </Stack>
  )
}

function useResend(id: string, edit: ReturnType<typeof toEdit>) {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => call(tasksApi.rerunOne, { params: { id }, body: edit }),
    onSuccess: ({ taskID }) => {
      void client.invalidateQueries({ queryKey: ['tasks'] })
      void navigate({ to: '/tasks/$id', params: { id: taskID } })
    },
  })
}
