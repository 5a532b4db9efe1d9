import { Alert, Stack, TextInput } from '@mantine/core'
import { sessionsApi } from '@mediary/contract/users/sessions'
import { type FormEvent, Suspense, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import type { User } from '../../lib/api/me.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { SecretInput } from '../../ui/credentials/secret-input.tsx'
import { useErrorSentence } from '../../ui/failure.tsx'
import { lazyPart } from '../../ui/lazy.tsx'

const CodeField = lazyPart(async () => (await import('../../features/profile/code-field.tsx')).CodeField)

type SignInFormProps = { email?: string | undefined; done: (user: User) => unknown }

/** With `email` given, only that person signs in again. */
export function SignInForm({ email: known, done }: SignInFormProps) {
  const t = useMessages('signIn')
  const sentence = useErrorSentence()
  const [email, setEmail] = useState(known ?? '')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState<string>() // once the server has asked for it
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string>()

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFailure(undefined)
    try {
      const { user } = await call(sessionsApi.signIn, { body: { username: email, password, ...(code && { code }) } })
      await done(user)
    } catch (error) {
      const reason = error instanceof ApiProblem ? error.reason : undefined
      if (reason === 'second-factor-needed') setCode('')
      else setFailure(reason === 'unauthorized' ? t('wrong') : sentence(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          readOnly={known !== undefined}
          autoFocus={known === undefined}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <SecretInput
          label={t('password')}
          autoComplete="current-password"
          required
          data-autofocus
          autoFocus={known !== undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Suspense>{code !== undefined && <CodeField code={code} change={setCode} />}</Suspense>
        {failure && (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        )}
        <PrimaryButton type="submit" loading={busy}>
          {t('sign-in')}
        </PrimaryButton>
      </Stack>
    </form>
  )
}
