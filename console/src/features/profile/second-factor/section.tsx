import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useClock } from '../../../lib/api/queries.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Section } from '../../../ui/page.tsx'
import { secondFactorQuery } from '../queries.ts'
import { CodeDialog } from './code-dialog.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'

type Open = 'enrol' | 'remove' | 'renew'

/** The second factor of the user: whether it is on, and what can be done about it. */
export function SecondFactor() {
  const t = useMessages('secondFactor')
  const clock = useClock()
  const client = useQueryClient()
  const state = useQuery(secondFactorQuery)
  const [open, setOpen] = useState<Open>()
  const close = () => {
    setOpen(undefined)
    void client.invalidateQueries({ queryKey: secondFactorQuery.queryKey })
  }
  const { enabled, since, recoveryCodes = 0 } = state.data ?? {}
  return (
    <Section id="second-factor" title={t('title')} intro={t('intro')}>
      {state.isPending && <Loading />}
      {state.isError && <Failure error={state.error} retry={() => void state.refetch()} />}
      {enabled === false && (
        <Group>
          <Badge color="gray" tt="none">
            {t('off')}
          </Badge>
          <Button variant="default" onClick={() => setOpen('enrol')}>
            {t('switch-on')}
          </Button>
        </Group>
      )}
      {enabled && since && (
        <Stack gap="xs">
          <Text>{t('since', { time: formatMoment(since, clock) })}</Text>
          <Text>{t('left', { count: recoveryCodes })}</Text>
          <Group>
            <Button variant="default" onClick={() => setOpen('renew')}>
              {t('renew')}
            </Button>
            <Button variant="default" onClick={() => setOpen('remove')}>
              {t('switch-off')}
            </Button>
          </Group>
        </Stack>
      )}
      {open === 'enrol' && <EnrolDialog close={close} />}
      {(open === 'remove' || open === 'renew') && <CodeDialog purpose={open} close={close} />}
    </Section>
  )
}
