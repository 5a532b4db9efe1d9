import { Button, Group, Text } from '@mantine/core'
import { secondFactorApi } from '@mediary/contract/users/second-factor'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../../lib/api/call.ts'
import { useMay, useUser } from '../../../lib/api/me.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { ErrorAlert } from '../../../ui/failure.tsx'

/** Removes the second factor that a user has lost. Shown for users who have one. */
export function LostFactor({ email }: { email: string }) {
  const t = useMessages('secondFactor')
  const may = useMay()
  const self = useUser()
  const clock = useClock()
  const client = useQueryClient()
  const queryKey = ['users', email, 'second-factor']
  const isOther = self?.email !== email
  const state = useQuery({
    queryKey,
    enabled: isOther && may('user-view'),
    queryFn: ({ signal }) => call(secondFactorApi.showOther, { params: { email } }, { signal }),
  })
  const remove = useMutation({
    mutationFn: () => call(secondFactorApi.removeOther, { params: { email } }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  })
  const since = state.data?.since
  if (!since) return null
  return (
    <>
      <Group justify="space-between">
        <Text size="sm">{t('since', { time: formatMoment(since, clock) })}</Text>
        {may('user-manage') && (
          <Button variant="default" size="xs" loading={remove.isPending} onClick={() => remove.mutate()}>
            {t('lost')}
          </Button>
        )}
      </Group>
      <ErrorAlert error={remove.error} />
    </>
  )
}
