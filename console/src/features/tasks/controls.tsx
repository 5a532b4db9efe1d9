import { Button, Group } from '@mantine/core'
import { type Task, tasksApi } from '@mediary/contract/operations/tasks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { useErrorSentence } from '../../ui/failure.tsx'

type Command = 'Queued' | 'Paused' | 'Cancelled'

/** Sends commands to tasks. A command takes effect when it is confirmed. */
export function useCommand(failed: (sentence: string) => void) {
  const client = useQueryClient()
  const sentence = useErrorSentence()
  return useMutation({
    mutationFn: ({ id, status }: { id: string; status: Command }) =>
      call(tasksApi.update, { params: { id }, body: { status } }),
    onError: (error) => failed(sentence(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['tasks'] }),
  })
}

type ControlsProps = {
  task: Task
  command: ReturnType<typeof useCommand>
  ask: (what: 'cancel' | 'delete') => void
  size?: 'compact-sm' | 'sm'
  /** Set in a list, where there is little room. */
  short?: boolean
}

export function Controls({ task, command, ask, size = 'sm', short = false }: ControlsProps) {
  const t = useMessages('tasks')
  const { _id: id, status } = task
  const button = (label: string, act: () => void, colour?: string, shown = label) => (
    <Button
      size={size}
      variant="default"
      {...(shown !== label && { 'aria-label': label })}
      {...(colour && { c: colour })}
      loading={command.isPending && command.variables.id === id}
      onClick={act}
    >
      {shown}
    </Button>
  )
  const runs = status === 'Queued' || status === 'Processing'
  const ends = status === 'Completed' || status === 'Cancelled'
  return (
    <Group gap="xs" wrap="nowrap" justify={short ? 'flex-end' : 'flex-start'}>
      {runs && button(t('pause'), () => command.mutate({ id, status: 'Paused' }))}
      {status === 'Paused' && button(t('resume'), () => command.mutate({ id, status: 'Queued' }))}
      {!ends &&
        button(t('cancel'), () => ask('cancel'), 'var(--mantine-color-error)', t(short ? 'cancel.short' : 'cancel'))}
      {ends &&
        button(t('delete'), () => ask('delete'), 'var(--mantine-color-error)', t(short ? 'delete.short' : 'delete'))}
    </Group>
  )
}

type AskProps = { task: Task; what: 'cancel' | 'delete'; close: () => void; deleted: () => void }

export function AskFirst({ task, what, close, deleted }: AskProps) {
  const t = useMessages('tasks')
  const client = useQueryClient()
  const params = { id: task._id }
  const refresh = () => client.invalidateQueries({ queryKey: ['tasks'] })
  const act = async () => {
    if (what === 'cancel') await call(tasksApi.update, { params, body: { status: 'Cancelled' } })
    else await call(tasksApi.remove, { params })
    if (what === 'delete') deleted()
    await refresh()
  }
  return (
    <Confirm title={t(`${what}.title`)} confirm={t(what)} act={act} close={close}>
      {t(`${what}.question`, { left: task.remainingTransactions, total: task.totalTransactions })}
    </Confirm>
  )
}
