import { Alert, Button, Group, List, Progress, Text } from '@mantine/core'
import { keystoreApi, type RestartProgress } from '@mediary/contract/keystore'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Failure } from '../../../ui/failure.tsx'
import { restartQuery } from '../queries.ts'

const pollMilliseconds = 300

/** Shows that a change needs a restart, and offers it. Postponing it sends no request. */
export function RestartNotice({ required }: { required: boolean }) {
  const t = useMessages('restart')
  const ui = useMessages('ui')
  const may = useMay()
  const client = useQueryClient()
  const [later, setLater] = useState(false)
  const restart = useMutation({
    mutationFn: () => call(keystoreApi.restart, {}),
    onSettled: () => client.invalidateQueries({ queryKey: ['keystore'] }),
  })
  const progress = useQuery({ ...restartQuery, ...(restart.isPending && { refetchInterval: pollMilliseconds }) })
  if (restart.isPending || progress.data?.state === 'running') return <Running progress={progress.data} />
  if (!required)
    return restart.isSuccess ? (
      <Alert color="green" role="status" mb="md" withCloseButton closeButtonLabel={ui('close')} onClose={restart.reset}>
        {t('done')}
      </Alert>
    ) : null
  if (later) return null
  return (
    <Alert color="red" role="alert" mb="md" data-testid="restart-required">
      <Text c="var(--mantine-color-text)">{t('required')}</Text>
      {restart.isError && <Failure error={restart.error} />}
      {may('certificates-manage') && (
        <Group mt="sm">
          <Button color="red.9" size="md" onClick={() => restart.mutate()}>
            {t('now')}
          </Button>
          <Button variant="default" onClick={() => setLater(true)}>
            {t('later')}
          </Button>
        </Group>
      )}
    </Alert>
  )
}

/** Shows each worker by its number: the new one serves before the old one stops. */
function Running({ progress }: { progress: RestartProgress | undefined }) {
  const t = useMessages('restart')
  const { replaced, of } = progress?.state === 'running' ? progress : { replaced: 0, of: 0 }
  const getState = (worker: number) => (worker < replaced ? 'replaced' : worker === replaced ? 'now' : 'waits')
  return (
    <Alert color="red" role="status" mb="md">
      <Text fw={700}>{t('running')}</Text>
      {of > 0 && (
        <>
          <Progress value={(100 * replaced) / of} aria-label={t('running')} animated mb="xs" />
          <Text size="sm">{t('progress', { replaced, of })}</Text>
          <List size="sm">
            {Array.from({ length: of }, (_, worker) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a worker is known by its number only
              <List.Item key={worker}>{t(`worker.${getState(worker)}`, { number: worker + 1 })}</List.Item>
            ))}
          </List>
        </>
      )}
    </Alert>
  )
}
