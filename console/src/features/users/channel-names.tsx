import { TagsInput } from '@mantine/core'
import { useChannels } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { readChannelEntry, toChannelEntry } from './permissions.ts'

type ChannelNamesProps = {
  label: string
  description?: string
  entries: readonly string[]
  change: (entries: string[]) => void
}

/** Channels by name, or by a part of the name with `*`, which holds for channels of tomorrow too. */
export function ChannelNames({ label, description, entries, change }: ChannelNamesProps) {
  const t = useMessages('access')
  const channels = useChannels().data ?? []
  return (
    <TagsInput
      label={label}
      description={description}
      placeholder={entries.length > 0 ? '' : t('channels.placeholder')}
      spellCheck={false}
      limit={50}
      splitChars={[',', ';']}
      data={channels.map(({ name }) => name)}
      value={entries.map((entry) => readChannelEntry(entry, channels))}
      onChange={(texts) => change(texts.map((text) => toChannelEntry(text.trim(), channels)))}
    />
  )
}
