import { ActionIcon, Button, Checkbox, Fieldset, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { Section } from '../../ui/page.tsx'
import type { WindowDraft } from './draft.ts'
import type { CalendarFormState } from './form-state.ts'

const newWindow: WindowDraft = { name: '', from: '', until: '', weekly: false, client: '' }

/** The fields of the maintenance windows. */
export function WindowFields({ form }: { form: CalendarFormState }) {
  const t = useMessages('silence')
  const { draft, change, disabled } = form
  return (
    <Section id="windows" title={t('windows')}>
      <Stack>
        {draft.windows.map((window, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a window has no id, and its fields keep their places
          <WindowField key={i} form={form} window={window} index={i} />
        ))}
        {!disabled && (
          <Group>
            <Button variant="default" onClick={() => change({ windows: [...draft.windows, newWindow] })}>
              {t('window.add')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}

type WindowFieldProps = { form: CalendarFormState; window: WindowDraft; index: number }

function WindowField({ form: { draft, change, findIssue, disabled, clients }, window, index }: WindowFieldProps) {
  const t = useMessages('silence')
  const set = (part: Partial<WindowDraft>) =>
    change({ windows: draft.windows.map((one, i) => (i === index ? { ...one, ...part } : one)) })
  const number = index + 1
  return (
    <Fieldset legend={t('window', { number })} disabled={disabled}>
      <Group align="flex-start">
        <TextInput
          label={t('name')}
          style={{ flex: '2 1 180px' }}
          value={window.name}
          error={findIssue(`windows.${index}.name`)}
          onChange={({ currentTarget }) => set({ name: currentTarget.value })}
        />
        {(['from', 'until'] as const).map((field) => (
          <TextInput
            key={field}
            type="datetime-local"
            label={t(field)}
            style={{ flex: '1 1 200px' }}
            value={window[field]}
            error={findIssue(`windows.${index}.${field}`)}
            onChange={({ currentTarget }) => set({ [field]: currentTarget.value })}
          />
        ))}
        <NativeSelect
          label={t('client')}
          style={{ flex: '1 1 180px' }}
          value={window.client}
          data={[{ value: '', label: t('all') }, ...clients]}
          onChange={({ currentTarget }) => set({ client: currentTarget.value })}
        />
        <Checkbox
          label={t('weekly')}
          mt={30}
          checked={window.weekly}
          onChange={({ currentTarget }) => set({ weekly: currentTarget.checked })}
        />
        <ActionIcon
          variant="default"
          size="lg"
          mt={24}
          aria-label={t('window.remove', { number })}
          onClick={() => change({ windows: draft.windows.filter((_, i) => i !== index) })}
        >
          <Icon name="cross" size={16} />
        </ActionIcon>
      </Group>
    </Fieldset>
  )
}
