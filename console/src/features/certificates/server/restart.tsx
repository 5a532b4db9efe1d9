import { Alert, Button, Group, List, Progress, Text } from '@mantine/core'
import { keystoreApi } from '@mediary/contract/keystore'
import type { RestartProgress } from '@mediary/contract/keystore/restart'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { serverCertificateQuery } from '../../../lib/api/queries.ts'
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
  const finishedAt = progress.data?.finishedAt
  // The last node ends after the one that was asked.
  useEffect(() => {
    if (finishedAt) void client.invalidateQueries({ queryKey: serverCertificateQuery.queryKey })
  }, [client, finishedAt])
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
      {progress.data?.state === 'failed' && <Nodes nodes={progress.data.nodes} />}
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

/** Shows what is replaced: the new worker serves before the old one stops. */
function Running({ progress }: { progress: RestartProgress | undefined }) {
  const t = useMessages('restart')
  const { replaced, of, nodes } = progress?.state === 'running' ? progress : { replaced: 0, of: 0, nodes: [] }
  return (
    <Alert color="red" role="status" mb="md">
      <Text fw={700}>{t('running')}</Text>
      {of > 0 && (
        <>
          <Progress value={(100 * replaced) / of} aria-label={t('running')} animated mb="xs" />
          <Text size="sm">{t('progress', { replaced, of })}</Text>
          {nodes.length > 1 ? <Nodes nodes={nodes} /> : <Workers replaced={replaced} of={of} />}
        </>
      )}
    </Alert>
  )
}

/** Shows each worker by its number. */
function Workers({ replaced, of }: Pick<RestartProgress, 'replaced' | 'of'>) {
  const t = useMessages('restart')
  const getState = (worker: number) => (worker < replaced ? 'replaced' : worker === replaced ? 'now' : 'waits')
  return (
    <List size="sm">
      {Array.from({ length: of }, (_, worker) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a worker is known by its number only
        <List.Item key={worker}>{t(`worker.${getState(worker)}`, { number: worker + 1 })}</List.Item>
      ))}
    </List>
  )
}

/** Shows each node: they restart one after the other. One that has nothing to replace serves with the change already. */
function Nodes({ nodes }: Pick<RestartProgress, 'nodes'>) {
  const t = useMessages('restart')
  return (
    <List size="sm">
      {nodes.map(({ _id, name, state, replaced, of }) => (
        <List.Item key={_id}>
          {t(`node.${state === 'none' ? 'done' : state}`, { name: `${name} (${_id.slice(0, 6)})`, replaced, of })}
        </List.Item>
      ))}
    </List>
  )
}
