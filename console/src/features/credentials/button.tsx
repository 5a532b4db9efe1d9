import { ActionIcon } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import { Icon } from '../../ui/icons.tsx'

export function CredentialsButton({ name, onClick }: { name: string; onClick: () => void }) {
  const label = useMessages('credentials')('open', { name })
  return (
    <ActionIcon variant="default" size="md" aria-label={label} title={label} onClick={onClick}>
      <Icon name="lock" size={16} />
    </ActionIcon>
  )
}
