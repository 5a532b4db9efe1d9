import { Alert, Stack, TextInput } from '@mantine/core'
import { sessionsApi } from '@mediary/contract/users/sessions'
import { useQueryClient } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { meQuery } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { findPasswordProblem, PasswordPair } from '../../ui/credentials/password-pair.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { Outside } from '../shell/outside.tsx'

const empty = { email: '', firstname: '', surname: '' }
const names = ['email', 'firstname', 'surname'] as const

/** The token stands after `#`, so that it reaches no log. */
export function Setup() {
  const t = useMessages('signIn')
  const token = new URLSearchParams(useLocation({ select: ({ hash }) => hash })).get('token') ?? ''
  return (
    <Outside title={t('setup')} intro={t('setup.intro')}>
      {token ? (
        <SetupForm token={token} />
      ) : (
        <Alert color="orange" role="status">
          {t('setup.no-token')}
        </Alert>
      )}
    </Outside>
  )
}

function SetupForm({ token }: { token: string }) {
  const t = useMessages('signIn')
  const router = useRouter()
  const client = useQueryClient()
  const [person, setPerson] = useState(empty)
  const [pair, setPair] = useState({ password: '', again: '' })
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const problem = findPasswordProblem(pair)
  const make = async () => {
    const { password } = pair
    await call(sessionsApi.setup, { body: { token, ...person, password } })
    await call(sessionsApi.signIn, { body: { username: person.email, password } })
    client.removeQueries()
    await client.fetchQuery(meQuery)
    await router.navigate({ to: '/' })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    setFailure(undefined)
    if (problem) return
    setBusy(true)
    make()
      .catch((error: unknown) => setFailure(error))
      .finally(() => setBusy(false))
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        {names.map((name) => (
          <TextInput
            key={name}
            label={t(name)}
            type={name === 'email' ? 'email' : 'text'}
            required
            value={person[name]}
            onChange={({ currentTarget }) => setPerson({ ...person, [name]: currentTarget.value })}
          />
        ))}
        <PasswordPair pair={pair} change={setPair} problem={tried ? problem : undefined} />
        <ErrorAlert error={failure} />
        <PrimaryButton type="submit" loading={busy}>
          {t('setup.go')}
        </PrimaryButton>
      </Stack>
    </form>
  )
}
