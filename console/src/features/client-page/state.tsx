import { Badge } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { useClock } from '../../lib/api/queries.ts'
import { formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Facts } from '../../ui/facts.tsx'
import { Section } from '../../ui/page.tsx'
import { StatusNote } from './status.tsx'

/** Shows if the client is enabled, when it was last recognised, and who is behind it. */
export function State({ client }: { client: Client }) {
  const t = useMessages('clientPage')
  const clientText = useMessages('clients')
  const form = useMessages('clientForm')
  const clock = useClock()
  const { status, lastUsed } = client
  return (
    <Section id="state" title={t('state')}>
      <StatusNote client={client} />
      <Facts
        facts={[
          [
            t('status'),
            <Badge key="status" color={status === 'enabled' ? 'green.9' : 'red.9'} tt="none">
              {t(status)}
            </Badge>,
          ],
          [
            clientText('last-used'),
            lastUsed
              ? `${formatDistance(lastUsed.at, Date.now(), clock.language)} · ${formatMoment(lastUsed.at, clock)} · ${clientText(lastUsed.mechanism)}`
              : clientText('never-used'),
          ],
          [clientText('clientDomain'), client.clientDomain],
          [clientText('organization'), client.organization],
          [form('location'), client.location],
          [clientText('softwareName'), client.softwareName],
          [clientText('contactPerson'), client.contactPerson],
          [form('contactPersonEmail'), client.contactPersonEmail],
          [clientText('description'), client.description],
        ]}
      />
    </Section>
  )
}
