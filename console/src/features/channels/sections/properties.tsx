import { Button, Group, Stack, TextInput } from '@mantine/core'
import { newUuid } from '../../../lib/uuid.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { CrossButton } from '../../../ui/buttons.tsx'
import type { ChannelForm } from '../detail/form.ts'

/** Names and values that the server keeps for other programs. */
export function PropertiesSection({ form: { draft, change } }: { form: ChannelForm }) {
  const t = useMessages('channelForm')
  const { properties } = draft
  return (
    <Stack gap="xs">
      {properties.map((one, index) => (
        <Group key={one.key} gap="sm" align="flex-end" wrap="nowrap">
          {(['name', 'text'] as const).map((part) => (
            <TextInput
              key={part}
              label={t(`property.${part}`)}
              style={{ flex: '1 1 0', minWidth: 0 }}
              value={one[part]}
              onChange={({ currentTarget }) =>
                change({ properties: properties.with(index, { ...one, [part]: currentTarget.value }) })
              }
            />
          ))}
          <CrossButton
            label={t('property.remove', { name: one.name })}
            onClick={() => change({ properties: properties.toSpliced(index, 1) })}
          />
        </Group>
      ))}
      <div>
        <Button
          variant="default"
          onClick={() => change({ properties: [...properties, { key: newUuid(), name: '', text: '' }] })}
        >
          {t('property.add')}
        </Button>
      </div>
    </Stack>
  )
}
