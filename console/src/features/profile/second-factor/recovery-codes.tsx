import { Alert, Code, Group, Stack, Text } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import { PrimaryButton } from '../../../ui/buttons.tsx'
import { Copy } from '../../../ui/copy.tsx'

/** Shows the recovery codes, the only time that they can be seen. */
export function RecoveryCodes({ codes, close }: { codes: readonly string[]; close: () => void }) {
  const t = useMessages('secondFactor')
  const text = codes.join('\n')
  return (
    <Stack>
      <Alert color="yellow" role="status">
        {t('recovery')}
      </Alert>
      <Code block aria-label={t('recovery.codes')}>
        {text}
      </Code>
      <Text size="sm">{t('recovery.use')}</Text>
      <Group justify="space-between">
        <Copy text={text} />
        <PrimaryButton onClick={close}>{t('recovery.kept')}</PrimaryButton>
      </Group>
    </Stack>
  )
}
