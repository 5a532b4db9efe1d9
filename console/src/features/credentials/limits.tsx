import { Button, Group, Stack, Text } from '@mantine/core'
import type { Credential } from '@mediary/contract/clients/credentials'
import { useMessages } from '../../messages/use-messages.ts'
import { LimitsEditor } from '../limits/editor.tsx'

type CredentialLimitsProps = { client: string; credential: Credential; close: () => void }

/** The limits of one credential. Those of its client count as well. */
export function CredentialLimits({ client, credential, close }: CredentialLimitsProps) {
  const t = useMessages('limits')
  const credentialText = useMessages('credentials')
  const ui = useMessages('ui')
  const title = t('label', { label: credential.name || credentialText(credential.kind) })
  return (
    <section aria-label={title}>
      <Stack gap="xs">
        <Text fw={600}>{title}</Text>
        <LimitsEditor owner={{ kind: 'credential', client, id: credential._id }} mayChange />
        <Group>
          <Button variant="default" onClick={close}>
            {ui('close')}
          </Button>
        </Group>
      </Stack>
    </section>
  )
}
