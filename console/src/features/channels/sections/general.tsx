import { NativeSelect, NumberInput, SimpleGrid, TextInput } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { ChannelForm } from '../detail/form.ts'

/** The description of a channel, whether it takes requests, and in which order and for how long. */
export function GeneralSection({ form: { draft, change, findIssue } }: { form: ChannelForm }) {
  const t = useMessages('channels')
  const number = (key: 'priority' | 'timeout') => (
    <NumberInput
      label={t(key)}
      min={1}
      allowDecimal={false}
      value={draft[key]}
      error={findIssue(key)}
      onChange={(value) => change({ [key]: String(value) })}
    />
  )
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <TextInput
        label={t('description')}
        value={draft.description}
        error={findIssue('description')}
        onChange={({ currentTarget }) => change({ description: currentTarget.value })}
      />
      <NativeSelect
        label={t('status')}
        value={draft.status}
        data={[
          { value: 'enabled', label: t('enabled') },
          { value: 'disabled', label: t('disabled') },
        ]}
        onChange={({ currentTarget }) =>
          change({ status: currentTarget.value === 'disabled' ? 'disabled' : 'enabled' })
        }
      />
      {number('priority')}
      {number('timeout')}
    </SimpleGrid>
  )
}
