import { Badge, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { failuresQuery } from './newest.ts'
import { Part } from './part.tsx'

/** The newest failed requests, of the channels that the user may see or of one. */
export function Failures({ channel }: { channel?: { _id: string; name: string } }) {
  const t = useMessages('dashboard')
  const clock = useClock()
  const { data, error } = useQuery(failuresQuery(channel?._id))
  return (
    <Part
      title={t('failures')}
      to="/transactions"
      search={{ status: 'Failed', ...(channel && { channel: channel.name }) }}
      error={error}
    >
      {data?.length === 0 && <Text c="dimmed">{t('failures.none')}</Text>}
      <Stack gap="xs" component="ul" m={0} p={0}>
        {data?.map(({ _id, request, response, channelName }) => (
          <Group component="li" key={_id} gap="xs" wrap="nowrap" justify="space-between">
            <div style={{ minWidth: 0 }}>
              <Link to="/transactions/$id" params={{ id: _id }}>
                <Text span truncate display="block">
                  {request.method} {request.path}
                </Text>
              </Link>
              <Text size="sm" c="dimmed" title={formatMoment(request.timestamp, clock)} truncate>
                {[channel ? undefined : channelName, formatDistance(request.timestamp, Date.now(), clock.language)]
                  .filter(Boolean)
                  .join(' · ')}
              </Text>
            </div>
            {response && <Badge color="red.9">{response.status}</Badge>}
          </Group>
        ))}
      </Stack>
    </Part>
  )
}
