import { Button, Stack } from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import type { ChannelForm } from '../detail/form.ts'
import { AlertFields } from './alert-fields.tsx'
import { newAlert } from './rules.ts'

/** The alerts of a channel: on what, and who gets them. */
export function AlertsSection({ form: { draft, change, findIssue, stored } }: { form: ChannelForm }) {
  const t = useMessages('channelAlerts')
  const { alerts } = draft
  return (
    <Stack>
      {alerts.map(({ key, alert, failureRate }, i) => (
        <AlertFields
          key={key}
          number={i + 1}
          channelId={stored?._id}
          alert={alert}
          failureRate={failureRate}
          findIssue={(field) => findIssue(`alerts.${i}.${field}`)}
          change={(part) => change({ alerts: alerts.with(i, { key, alert, failureRate, ...part }) })}
          remove={() => change({ alerts: alerts.toSpliced(i, 1) })}
        />
      ))}
      <div>
        <Button variant="default" onClick={() => change({ alerts: [...alerts, newAlert()] })}>
          {t('add')}
        </Button>
      </div>
    </Stack>
  )
}
