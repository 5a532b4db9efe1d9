import { Alert, Stack, Text } from '@mantine/core'
import { usersApi } from '@mediary/contract/users'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { findPasswordProblem, PasswordPair } from '../../ui/credentials/password-pair.tsx'
import { ErrorAlert, Failure, Loading } from '../../ui/failure.tsx'
import { Outside } from '../shell/outside.tsx'

export function SetPassword() {
  const t = useMessages('signIn')
  const { token } = useParams({ from: '/set-password/$token' })
  const owner = useQuery({ queryKey: ['token', token], queryFn: () => call(usersApi.readToken, { params: { token } }) })
  const [done, setDone] = useState(false)
  return (
    <Outside title={t('set-password')}>
      {done && (
        <Stack>
          <Alert color="green" role="status">
            {t('set-password.done')}
          </Alert>
          <Link to="/sign-in">{t('to-sign-in')}</Link>
        </Stack>
      )}
      {!done && owner.isPending && <Loading />}
      {!done && owner.isError && <Failure error={owner.error} retry={() => void owner.refetch()} />}
      {!done && owner.data && <PasswordForm token={token} email={owner.data.email} done={() => setDone(true)} />}
    </Outside>
  )
}

function PasswordForm({ token, email, done }: { token: string; email: string; done: () => void }) {
  const t = useMessages('signIn')
  const [pair, setPair] = useState({ password: '', again: '' })
  const [tried, setTried] = useState(false)
  const [failure, setFailure] = useState<unknown>()
  const problem = findPasswordProblem(pair)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    setFailure(undefined)
    if (!problem)
      call(usersApi.useToken, { params: { token }, body: { password: pair.password } }).then(done, setFailure)
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text>{t('set-password.for', { email })}</Text>
        <PasswordPair pair={pair} change={setPair} problem={tried ? problem : undefined} />
        <ErrorAlert error={failure} />
        <PrimaryButton type="submit">{t('set-password')}</PrimaryButton>
      </Stack>
    </form>
  )
}
