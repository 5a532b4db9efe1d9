import { Alert, Button, Group } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMessages } from '../../../messages/use-messages.ts'
import { ErrorAlert } from '../../../ui/failure.tsx'

type PressProps = {
  label: string
  /** Makes the change, and returns what takes it back. */
  change: () => Promise<() => Promise<unknown>>
}

/** A button that resolves a refusal by itself, and one that takes this back. */
export function Press({ label, change }: PressProps) {
  const t = useMessages('fixes')
  const queries = useQueryClient()
  const act = useMutation({ mutationFn: change, onSettled: () => queries.invalidateQueries() })
  const undo = useMutation({
    mutationFn: async () => {
      await act.data?.()
      act.reset()
    },
    onSettled: () => queries.invalidateQueries(),
  })
  return (
    <Group gap="xs">
      <ErrorAlert error={act.error ?? undo.error} />
      {act.data ? (
        <>
          <Alert color="green" p="xs" role="status">
            {t('done', { label })}
          </Alert>
          <Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate()}>
            {t('undo')}
          </Button>
        </>
      ) : (
        <Button size="xs" title={label} loading={act.isPending} onClick={() => act.mutate()}>
          {label}
        </Button>
      )}
    </Group>
  )
}
