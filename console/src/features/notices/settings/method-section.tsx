import { Button, Stack, Switch } from '@mantine/core'
import type { ContactMethod } from '@mediary/contract/operations/contact-groups'
import type { ReactNode } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { Section } from '../../../ui/page.tsx'
import type { SettingsFormState } from './form-state.ts'

type MethodSectionProps = {
  form: SettingsFormState
  method: ContactMethod
  title: string
  intro?: string
  label: string
  enabled: boolean
  setEnabled: (enabled: boolean) => void
  children: ReactNode
}

/** The settings of one way to send notices, with the button that tries it. */
export function MethodSection({ form, method, enabled, setEnabled, label, children, ...section }: MethodSectionProps) {
  const t = useMessages('notices')
  const { sendTest, testing, disabled } = form
  return (
    <Section id={method} {...section}>
      <Stack>
        <Switch
          label={label}
          disabled={disabled}
          checked={enabled}
          onChange={({ currentTarget }) => setEnabled(currentTarget.checked)}
        />
        {enabled && children}
        {enabled && sendTest && (
          <div>
            <Button variant="default" loading={testing === method} onClick={() => sendTest(method)}>
              {`${t('test')} (${t(method)})`}
            </Button>
          </div>
        )}
      </Stack>
    </Section>
  )
}
