import { Alert, Group, Stack } from '@mantine/core'
import { usersApi } from '@mediary/contract/users'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { PrimaryButton } from '../../ui/buttons.tsx'
import { findPasswordProblem, PasswordPair } from '../../ui/credentials/password-pair.tsx'
import { SecretInput } from '../../ui/credentials/secret-input.tsx'
import { ErrorAlert } from '../../ui/failure.tsx'
import { ownSessionsQuery } from './queries.ts'

const empty = { password: '', again: '' }

/** The form for a new password of one's own. The old one is asked: an open session must not be enough. */
export function PasswordForm({ email }: { email: string }) {
  const t = useMessages('profile')
  const client = useQueryClient()
  const [currentPassword, setCurrent] = useState('')
  const [pair, setPair] = useState(empty)
  const [tried, setTried] = useState(false)
  const problem = findPasswordProblem(pair)
  const save = useMutation({
    mutationFn: () => call(usersApi.update, { params: { email }, body: { password: pair.password, currentPassword } }),
    onSuccess: () => {
      setCurrent('')
      setPair(empty)
      setTried(false)
      return client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (!problem) save.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {/* For password managers, which must know whose password changes. */}
        <input type="email" autoComplete="username" value={email} readOnly hidden />
        <SecretInput
          label={t('password.current')}
          autoComplete="current-password"
          required
          value={currentPassword}
          onChange={({ currentTarget }) => setCurrent(currentTarget.value)}
        />
        <PasswordPair pair={pair} change={setPair} problem={tried ? problem : undefined} label={t('password.new')} />
        <ErrorAlert error={save.error} />
        {save.isSuccess && (
          <Alert color="green" role="status">
            {t('password.saved')}
          </Alert>
        )}
        <Group>
          <PrimaryButton type="submit" loading={save.isPending}>
            {t('password.save')}
          </PrimaryButton>
        </Group>
      </Stack>
    </form>
  )
}
