import { TextInput } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'

type CodeFieldProps = { code: string; change: (code: string) => void; error?: string | undefined }

/** The field for a code of the authenticator app, or a recovery code. */
export function CodeField({ code, change, error }: CodeFieldProps) {
  const t = useMessages('secondFactor')
  return (
    <TextInput
      label={t('code')}
      description={t('code.help')}
      autoComplete="one-time-code"
      spellCheck={false}
      required
      autoFocus
      value={code}
      error={error}
      onChange={({ currentTarget }) => change(currentTarget.value)}
    />
  )
}
