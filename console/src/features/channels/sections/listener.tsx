import { NativeSelect, NumberInput, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { type Channel, channelTypes } from '@mediary/contract/channels'
import { useMessages } from '../../../messages/use-messages.ts'
import type { ChannelDraft } from '../detail/draft.ts'
import type { ChannelForm } from '../detail/form.ts'

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
    </Stack>
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
