import { ActionIcon, Button, Fieldset, Group, MultiSelect, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'
import { Section } from '../../ui/page.tsx'
import type { RhythmDraft } from './draft.ts'
import type { CalendarFormState } from './form-state.ts'
import { useWeekdays } from './weekdays.ts'

/** The fields of the rhythms that a person sets. */
export function RhythmFields({ form }: { form: CalendarFormState }) {
  const t = useMessages('silence')
  const { draft, change, disabled, clients } = form
  const add = () => {
    const client = clients.find(({ value }) => draft.rhythms.every((one) => one.client !== value))?.value ?? ''
    const rhythm = { client, weekdays: [1, 2, 3, 4, 5], hours: '8-16', silentAfterHours: '4' }
    change({ rhythms: [...draft.rhythms, rhythm] })
  }
  return (
    <Section id="rhythms" title={t('rhythms')} intro={t('rhythms.why')}>
      <Stack>
        {draft.rhythms.map((rhythm, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rhythm has no id, and its fields keep their places
          <RhythmField key={i} form={form} rhythm={rhythm} index={i} />
        ))}
        {!disabled && (
          <Group>
            <Button variant="default" onClick={add}>
              {t('rhythm.add')}
            </Button>
          </Group>
        )}
      </Stack>
    </Section>
  )
}

type RhythmFieldProps = { form: CalendarFormState; rhythm: RhythmDraft; index: number }

function RhythmField({ form: { draft, change, findIssue, disabled, clients }, rhythm, index }: RhythmFieldProps) {
  const t = useMessages('silence')
  const { options } = useWeekdays()
  const set = (part: Partial<RhythmDraft>) =>
    change({ rhythms: draft.rhythms.map((one, i) => (i === index ? { ...one, ...part } : one)) })
  const number = index + 1
  return (
    <Fieldset legend={t('rhythm.one', { number })} disabled={disabled}>
      <Group align="flex-start">
        <NativeSelect
          label={t('client')}
          style={{ flex: '1 1 180px' }}
          value={rhythm.client}
          error={findIssue(`rhythms.${index}.client`) ?? findIssue('rhythms')}
          data={clients}
          onChange={({ currentTarget }) => set({ client: currentTarget.value })}
        />
        <MultiSelect
          label={t('weekdays')}
          style={{ flex: '2 1 220px' }}
          value={rhythm.weekdays.map(String)}
          error={findIssue(`rhythms.${index}.weekdays`)}
          data={options}
          onChange={(weekdays) => set({ weekdays: weekdays.map(Number) })}
        />
        <TextInput
          label={t('hours')}
          style={{ flex: '1 1 120px' }}
          value={rhythm.hours}
          error={findIssue(`rhythms.${index}.hours`) ?? findIssue(`rhythms.${index}.hours.0`)}
          onChange={({ currentTarget }) => set({ hours: currentTarget.value })}
        />
        <TextInput
          label={t('silentAfter')}
          inputMode="numeric"
          style={{ flex: '1 1 120px' }}
          value={rhythm.silentAfterHours}
          error={findIssue(`rhythms.${index}.silentAfterHours`)}
          onChange={({ currentTarget }) => set({ silentAfterHours: currentTarget.value })}
        />
        <ActionIcon
          variant="default"
          size="lg"
          mt={24}
          aria-label={t('rhythm.remove', { number })}
          onClick={() => change({ rhythms: draft.rhythms.filter((_, i) => i !== index) })}
        >
          <Icon name="cross" size={16} />
        </ActionIcon>
      </Group>
    </Fieldset>
  )
}
