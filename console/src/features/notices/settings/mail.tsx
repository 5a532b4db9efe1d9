import { NativeSelect, NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import type { MailDraft } from './draft.ts'
import type { SettingsFormState } from './form-state.ts'
import { MethodSection } from './method-section.tsx'

const securities = ['tls', 'starttls', 'none'] as const

export function MailSection({ form }: { form: SettingsFormState }) {
  const t = useMessages('notices')
  const { draft, change, findIssue, disabled } = form
  const { mail } = draft
  const set = (part: Partial<MailDraft>) => change({ mail: { ...mail, ...part } })
  return (
    <MethodSection
      form={form}
      method="email"
      title={t('mail')}
      label={t('mail.on')}
      enabled={draft.hasMail}
      setEnabled={(hasMail) => change({ hasMail })}
    >
      <ServerFields form={form} set={set} />
      <Textarea
        label={t('mail.ca')}
        description={t('mail.ca.why')}
        spellCheck={false}
        autosize
        maxRows={8}
        disabled={disabled}
        value={mail.ca}
        error={findIssue('mail.ca')}
        onChange={({ currentTarget }) => set({ ca: currentTarget.value })}
      />
    </MethodSection>
  )
}

type ServerFieldsProps = { form: SettingsFormState; set: (part: Partial<MailDraft>) => void }

function ServerFields({ form: { draft, findIssue, disabled, stored }, set }: ServerFieldsProps) {
  const t = useMessages('notices')
  const { mail } = draft
  const text = (field: 'host' | 'user' | 'from') => (
    <TextInput
      label={t(`mail.${field}`)}
      withAsterisk={field !== 'user'}
      spellCheck={false}
      autoComplete="off"
      disabled={disabled}
      value={mail[field]}
      error={findIssue(`mail.${field}`)}
      onChange={({ currentTarget }) => set({ [field]: currentTarget.value })}
    />
  )
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      {text('host')}
      <NumberInput
        label={t('mail.port')}
        withAsterisk
        min={1}
        max={65_535}
        allowDecimal={false}
        thousandSeparator=""
        disabled={disabled}
        value={mail.port}
        error={findIssue('mail.port')}
        onChange={(port) => set({ port: String(port) })}
      />
      <NativeSelect
        label={t('mail.security')}
        disabled={disabled}
        value={mail.security}
        data={securities.map((value) => ({ value, label: t(`security.${value}`) }))}
        onChange={({ currentTarget }) =>
          set({ security: securities.find((one) => one === currentTarget.value) ?? 'tls' })
        }
      />
      {text('from')}
      {text('user')}
      <SecretInput
        label={t('mail.password')}
        description={stored.mail?.hasPassword ? t('kept') : undefined}
        autoComplete="new-password"
        disabled={disabled}
        value={mail.password}
        error={findIssue('mail.password')}
        onChange={({ currentTarget }) => set({ password: currentTarget.value })}
      />
    </SimpleGrid>
  )
}
