import { Button, Group } from '@mantine/core'
import { type Task, tasksApi } from '@mediary/contract/operations/tasks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'
import { type PaceDraft, PaceFields, parsePaceNumber } from '../transactions/rerun/pace-fields.tsx'

/** Changes the pace of an unfinished task while it runs. */
export function Pace({ task }: { task: Task }) {
  const t = useMessages('tasks')
  const client = useQueryClient()
  const stored: PaceDraft = { batchSize: task.batchSize, rate: task.rate ?? '' }
  const [draft, setDraft] = useState(stored)
  const save = useMutation({
    mutationFn: () =>
      call(tasksApi.update, {
        params: { id: task._id },
        body: { batchSize: parsePaceNumber(draft.batchSize) ?? 1, rate: parsePaceNumber(draft.rate) ?? null },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: ['tasks'] }),
  })
  if (task.status === 'Completed' || task.status === 'Cancelled') return null
  const touched = draft.batchSize !== stored.batchSize || draft.rate !== stored.rate
  return (
    <div>
      <Group align="flex-end" gap="sm">
        <PaceFields draft={draft} set={setDraft} />
        <Button variant="default" disabled={!touched} loading={save.isPending} onClick={() => save.mutate()}>
          {t('pace.save')}
        </Button>
      </Group>
      <ErrorAlert error={save.error} mt="sm" />
    </div>
  )
}
