import { Badge, Button, Group, Paper, Stack, Text } from '@mantine/core'
import { type OwnSession, ownSessionsApi } from '@mediary/contract/users/own-sessions'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert, Failure, Loading } from '../../ui/failure.tsx'
import { Section } from '../../ui/page.tsx'
import { describeAgent } from './agent.ts'
import { ownSessionsQuery } from './queries.ts'

/** Shows where the user is signed in, each with the button that ends it. */
export function Sessions() {
  const t = useMessages('profile')
  const client = useQueryClient()
  const sessions = useQuery(ownSessionsQuery)
  const end = useMutation({
    mutationFn: (id: string | undefined) =>
      id === undefined ? call(ownSessionsApi.endOthers, {}) : call(ownSessionsApi.end, { params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey }),
  })
  const others = sessions.data?.filter(({ current }) => !current) ?? []
  const actions = others.length > 0 && (
    <Button variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
      {t('sessions.end-others')}
    </Button>
  )
  return (
    <Section id="sessions" title={t('sessions')} intro={t('sessions.intro')} actions={actions}>
      {sessions.isPending && <Loading />}
      {sessions.isError && <Failure error={sessions.error} retry={() => void sessions.refetch()} />}
      <ErrorAlert error={end.error} mb="sm" />
      <Stack gap="xs" component="ul" m={0} p={0} style={{ listStyle: 'none' }}>
        {sessions.data?.map((session) => (
          <Paper key={session.id} component="li" withBorder p="sm">
            <OneSession session={session} end={() => end.mutate(session.id)} busy={end.isPending} />
          </Paper>
        ))}
      </Stack>
    </Section>
  )
}

type OneSessionProps = { session: OwnSession; end: () => void; busy: boolean }

function OneSession({ session: { agent, address, created, lastUsed, current }, end, busy }: OneSessionProps) {
  const t = useMessages('profile')
  const clock = useClock()
  const name = agent ? describeAgent(agent) : t('sessions.unknown')
  return (
    <Group justify="space-between">
      <div style={{ flex: '1 1 220px' }}>
        <Group gap="xs">
          <Text fw={600}>{name}</Text>
          {current && (
            <Badge color="green.9" tt="none">
              {t('sessions.current')}
            </Badge>
          )}
        </Group>
        <Text size="sm">{t('sessions.since', { time: formatMoment(created, clock), address: address ?? '–' })}</Text>
        <Text size="sm">{t('sessions.used', { time: formatMoment(lastUsed, clock) })}</Text>
      </div>
      {!current && (
        <Button variant="default" disabled={busy} aria-label={t('sessions.end-one', { name })} onClick={end}>
          {t('sessions.end')}
        </Button>
      )}
    </Group>
  )
}
