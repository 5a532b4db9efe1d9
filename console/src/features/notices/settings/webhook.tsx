import { Button, Group, SimpleGrid, TextInput } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import { Copy } from '../../../ui/copy.tsx'
import type { WebhookDraft } from './draft.ts'
import type { SettingsFormState } from './form-state.ts'
import { MethodSection } from './method-section.tsx'

export function WebhookSection({ form }: { form: SettingsFormState }) {
  const t = useMessages('notices')
  const { draft, change, findIssue, disabled, stored } = form
  const { webhook } = draft
  const set = (part: Partial<WebhookDraft>) => change({ webhook: { ...webhook, ...part } })
  return (
    <MethodSection
      form={form}
      method="webhook"
      title={t('webhook')}
      intro={t('webhook.intro')}
      label={t('webhook.on')}
      enabled={draft.hasWebhook}
      setEnabled={(hasWebhook) => change({ hasWebhook })}
    >
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('url')}
          withAsterisk
          spellCheck={false}
          disabled={disabled}
          value={webhook.url}
          error={findIssue('webhook.url')}
          onChange={({ currentTarget }) => set({ url: currentTarget.value })}
        />
        <TextInput
          label={t('webhook.secret')}
          description={stored.webhook?.hasSecret ? t('kept') : undefined}
          spellCheck={false}
          autoComplete="off"
          disabled={disabled}
          value={webhook.secret}
          error={findIssue('webhook.secret')}
          onChange={({ currentTarget }) => set({ secret: currentTarget.value })}
        />
      </SimpleGrid>
      {!disabled && (
        <Group>
          <Button variant="default" onClick={() => set({ secret: makeSecret() })}>
            {t('webhook.new')}
          </Button>
          {webhook.secret && <Copy text={webhook.secret} />}
        </Group>
      )}
    </MethodSection>
  )
}

/** Makes a secret of 32 random bytes, as Standard Webhooks writes it. */
const makeSecret = () => `whsec_${btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))))}`
