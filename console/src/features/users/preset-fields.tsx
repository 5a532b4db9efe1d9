import { NativeSelect, SimpleGrid } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import { ChannelNames } from './channel-names.tsx'
import { isPreset, type Preset, presets } from './presets.ts'

export type Access = { preset: Preset; channels: readonly string[] }

type PresetFieldsProps = {
  offered?: readonly Preset[]
  access: Access
  change: (access: Access) => void
  /** Says what no channel means. */
  description: string
}

/** A usual set of permissions, and the channels for which it holds. */
export function PresetFields({ offered = presets, access, change, description }: PresetFieldsProps) {
  const t = useMessages('access')
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="xs">
      <NativeSelect
        label={t('preset')}
        description={t(`${access.preset}.help`)}
        value={access.preset}
        data={offered.map((value) => ({ value, label: t(value) }))}
        onChange={({ currentTarget: { value } }) => isPreset(value) && change({ ...access, preset: value })}
      />
      {access.preset !== 'administrator' && (
        <ChannelNames
          label={t('channels')}
          description={description}
          entries={access.channels}
          change={(channels) => change({ ...access, channels })}
        />
      )}
    </SimpleGrid>
  )
}
