import { PasswordInput, type PasswordInputProps } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'

/** A field for a secret. The button that shows the secret is reached with the keyboard, too. */
export function SecretInput(props: PasswordInputProps) {
  const t = useMessages('app')
  return <PasswordInput visibilityToggleButtonProps={{ 'aria-label': t('secret.show'), tabIndex: 0 }} {...props} />
}
