import { Button, Stack } from '@mantine/core'
import { retentionApi } from '@mediary/contract/transactions/retention'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatSize } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, useAlerts } from '../../ui/alerts.tsx'
import { useErrorSentence } from '../../ui/failure.tsx'

/** Removes at once the records and bodies that have reached their age, and shows how many. */
export function RunNow() {
  const t = useMessages('retention')
  const may = useMay()
  const alerts = useAlerts()
  const sentence = useErrorSentence()
  const { language } = useClock()
  const client = useQueryClient()
  const run = useMutation({
    mutationFn: () => call(retentionApi.run, { body: {} }),
    onMutate: alerts.clear,
    onError: (error) => alerts.add('failure', sentence(error)),
    onSuccess: ({ bodies, records, overBudget, leftInBucket }) => {
      alerts.add(
        'success',
        t('ran', {
          bodies: formatCount(bodies, language),
          records: formatCount(records, language),
          size: formatSize(overBudget, language),
        }),
      )
      if (leftInBucket) alerts.add('failure', t('ran.left-in-bucket'))
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['retention'] }),
  })
  if (!may('channel-manage-all')) return null
  return (
    <Stack gap="xs" align="flex-end">
      <Button variant="default" loading={run.isPending} onClick={() => run.mutate()}>
        {t('run')}
      </Button>
      <AlertStrip alerts={alerts} />
    </Stack>
  )
}
