import {
  Alert,
  Button,
  Group,
  NativeSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core'
import { type Channel, channelTypes } from '@mediary/contract/channels'
import { pollingApi } from '@mediary/contract/channels/polling'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { ErrorAlert } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import type { ChannelDraft } from './draft.ts'
import type { ChannelForm } from './form.ts'

type ListenerProps = { form: ChannelForm }

const isNoPath = (pattern: string) => /^(_(tcp|tls|polling))?$/.test(pattern)

/** Returns the changes for another type. A channel that matches no request needs a pattern all the same: one that is no path. */
const withType = (type: Channel['type'], { urlPattern }: ChannelDraft): Partial<ChannelDraft> => ({
  type,
  ...(isNoPath(urlPattern) && { urlPattern: type === 'http' ? '' : `_${type}` }),
})

/** The source of the messages: HTTP requests, a port of the channel's own, or polling by a schedule. */
export function ListenerSection({ form }: ListenerProps) {
  const t = useMessages('channelListener')
  const { draft, change, findIssue } = form
  const { type } = draft
  return (
    <Section id="intake" title={t('title')}>
      <Stack>
        <NativeSelect
          label={t('type')}
          value={type}
          error={findIssue('type')}
          data={channelTypes.map((value) => ({ value, label: t(value) }))}
          onChange={({ currentTarget }) =>
            change(withType(channelTypes.find((one) => one === currentTarget.value) ?? 'http', draft))
          }
        />
        {(type === 'tcp' || type === 'tls') && <Listening form={form} />}
        {type === 'polling' && (
          <TextInput
            label={t('pollingSchedule')}
            description={t('schedule.why')}
            withAsterisk
            spellCheck={false}
            value={draft.pollingSchedule}
            error={findIssue('pollingSchedule')}
            onChange={({ currentTarget }) => change({ pollingSchedule: currentTarget.value })}
          />
        )}
        {form.stored?.type === 'polling' && form.stored.status === 'enabled' && <PollNow id={form.stored._id} />}
      </Stack>
    </Section>
  )
}

function Listening({ form: { draft, change, findIssue } }: ListenerProps) {
  const t = useMessages('channelListener')
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput
        label={t('tcpHost')}
        spellCheck={false}
        value={draft.tcpHost}
        error={findIssue('tcpHost')}
        onChange={({ currentTarget }) => change({ tcpHost: currentTarget.value })}
      />
      <NumberInput
        label={t('tcpPort')}
        withAsterisk
        min={1}
        max={65535}
        allowDecimal={false}
        value={draft.tcpPort}
        error={findIssue('tcpPort')}
        onChange={(value) => change({ tcpPort: String(value) })}
      />
      <Switch
        label={t('tcpProxyProtocol')}
        description={t('tcpProxyProtocol.why')}
        checked={draft.tcpProxyProtocol}
        onChange={({ currentTarget }) => change({ tcpProxyProtocol: currentTarget.checked })}
      />
    </SimpleGrid>
  )
}

/** Polls at once, without waiting for the schedule. */
function PollNow({ id }: { id: string }) {
  const t = useMessages('channelListener')
  const may = useMay()
  const poll = useMutation({ mutationFn: () => call(pollingApi.trigger, { params: { id } }) })
  if (!may('channel-manage-all', id)) return null
  return (
    <>
      <Group gap="sm">
        <Button variant="default" loading={poll.isPending} onClick={() => poll.mutate()}>
          {t('poll')}
        </Button>
        <Text size="sm" c="dimmed">
          {t('poll.saved')}
        </Text>
      </Group>
      {poll.isSuccess && (
        <Alert color="green" role="status">
          {t('polled')}
        </Alert>
      )}
      <ErrorAlert error={poll.error} />
    </>
  )
}
