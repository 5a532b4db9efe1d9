import { maskedPassword } from '@mediary/contract/mediators'
import { useState } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { SecretInput } from '../../../ui/credentials/secret-input.tsx'
import { describeField, type FieldProps } from './field.ts'

/** A password is never shown. What is typed replaces it; an empty box leaves it as it is. */
export function PasswordField(props: FieldProps) {
  const t = useMessages('mediators')
  const { value, change } = props
  const [stored] = useState(value === maskedPassword)
  return (
    <SecretInput
      {...describeField(props)}
      autoComplete="new-password"
      placeholder={stored ? t('password.set') : undefined}
      value={value === maskedPassword || typeof value !== 'string' ? '' : value}
      onChange={({ currentTarget }) =>
        change(currentTarget.value === '' && stored ? maskedPassword : currentTarget.value)
      }
    />
  )
}
