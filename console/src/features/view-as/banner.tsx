import { Alert, Button, Group, Text } from '@mantine/core'
import { viewAsApi } from '@mediary/contract/users/view-as'
import { useMutation } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { endSession } from '../../lib/api/last-known.ts'
import { useUser } from '../../lib/api/me.ts'
import { consolePath } from '../../lib/base-path.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'

/** Says on every page that an administrator looks as another user, and ends it. */
export function ViewAsBanner() {
  const t = useMessages('viewAs')
  const user = useUser()
  const end = useMutation({
    mutationFn: () => call(viewAsApi.end, {}),
    // A full load drops everything that was fetched with the rights of the other user.
    onSuccess: () => {
      endSession()
      window.location.assign(`${consolePath}/users`)
    },
  })
  if (!user?.viewedBy) return null
  const name = `${user.firstname} ${user.surname} (${user.email})`
  return (
    <Alert color="orange" role="status" mb="md" data-testid="view-as">
      <Group justify="space-between">
        <Text style={{ flex: '1 1 240px' }}>{t('banner', { name })}</Text>
        <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
          {t('end')}
        </Button>
      </Group>
      <ErrorAlert error={end.error} mt="xs" />
    </Alert>
  )
}
