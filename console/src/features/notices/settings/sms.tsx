import { NativeSelect, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import type { SmsDraft } from './draft.ts'
import type { SettingsFormState } from './form-state.ts'
import { MethodSection } from './method-section.tsx'

const contentTypes = ['application/json', 'application/x-www-form-urlencoded'] as const

export function SmsSection({ form }: { form: SettingsFormState }) {
  const t = useMessages('notices')
  const { draft, change, findIssue, disabled, stored } = form
  const { sms } = draft
  const set = (part: Partial<SmsDraft>) => change({ sms: { ...sms, ...part } })
  return (
    <MethodSection
      form={form}
      method="sms"
      title={t('sms')}
      intro={t('sms.intro')}
      label={t('sms.on')}
      enabled={draft.hasSms}
      setEnabled={(hasSms) => change({ hasSms })}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('url')}
          withAsterisk
          spellCheck={false}
          disabled={disabled}
          value={sms.url}
          error={findIssue('sms.url')}
          onChange={({ currentTarget }) => set({ url: currentTarget.value })}
        />
        <NativeSelect
          label={t('sms.contentType')}
          disabled={disabled}
          value={sms.contentType}
          data={contentTypes.map((value) => ({ value, label: value }))}
          onChange={({ currentTarget }) =>
            set({ contentType: contentTypes.find((one) => one === currentTarget.value) ?? 'application/json' })
          }
        />
      </SimpleGrid>
      <Textarea
        label={t('sms.template')}
        description={t('sms.template.why')}
        withAsterisk
        spellCheck={false}
        autosize
        maxRows={8}
        disabled={disabled}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={sms.template}
        error={findIssue('sms.template')}
        onChange={({ currentTarget }) => set({ template: currentTarget.value })}
      />
      <SecretInput
        label={t('sms.authorization')}
        description={stored.sms?.hasAuthorization ? t('kept') : undefined}
        autoComplete="new-password"
        disabled={disabled}
        value={sms.authorization}
        error={findIssue('sms.authorization')}
        onChange={({ currentTarget }) => set({ authorization: currentTarget.value })}
      />
    </MethodSection>
  )
}
