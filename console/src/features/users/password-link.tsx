import { Alert, Button, Code, Stack } from '@mantine/core'
import { usersApi } from '@mediary/contract/users'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useClock } from '../../lib/api/queries.ts'
import { consolePath } from '../../lib/base-path.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Copy } from '../../ui/copy.tsx'
import { Failure } from '../../ui/failure.tsx'

export function PasswordLink({ email }: { email: string }) {
  const t = useMessages('users')
  const link = useMutation({ mutationFn: () => call(usersApi.passwordLink, { params: { email } }) })
  return (
    <Stack gap="xs">
      <Button variant="default" size="xs" loading={link.isPending} onClick={() => link.mutate()}>
        {t('link')}
      </Button>
      {link.isError && <Failure error={link.error} />}
      {link.data && <NewLink {...link.data} />}
    </Stack>
  )
}

export type NewLinkProps = { token: string; expiry: string }

/** Shows a link with which a user sets a password. */
export function NewLink({ token, expiry }: NewLinkProps) {
  const t = useMessages('users')
  const clock = useClock()
  const address = `${window.location.origin}${consolePath}/set-password/${encodeURIComponent(token)}`
  return (
    <Alert color="yellow" role="status">
      <Stack gap="xs" align="stretch">
        {t('link.made', { time: formatMoment(expiry, clock) })}
        <Code block styles={{ root: { whiteSpace: 'pre-wrap' } }}>
          {address}
        </Code>
        <Copy text={address} />
      </Stack>
    </Alert>
  )
}
