import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import type { IssueDetail } from '@mediary/contract/operations/issues'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { AlertStrip, useAlerts } from '../../ui/alerts.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { PlainTable } from '../../ui/plain-table.tsx'
import { RerunDialog } from '../transactions/rerun/dialog.tsx'
import { useMayRerun } from '../transactions/rerun/permission.ts'
import { StateBadge, usePlace, useReason } from './describe.tsx'
import { Handling, ResolveButton } from './handling.tsx'
import { Members } from './members.tsx'
import { issueQuery } from './queries.ts'

/** One issue: what it is, whom it affects, who takes care of it, and the way to run its requests again. */
export function IssuePage() {
  const t = useMessages('issues')
  const { id } = useParams({ from: '/inside/issues/$id' })
  const search = useSearch({ from: '/inside/issues/$id' })
  const navigate = useNavigate({ from: '/issues/$id' })
  const found = useQuery(issueQuery(id))
  const alerts = useAlerts()
  const mayRerun = useMayRerun()
  const issue = found.data
  const mayChange = issue !== undefined && mayRerun(issue.channelID ?? '')
  const ask = (rerun: 'members' | undefined) => void navigate({ search: { rerun }, replace: true })
  return (
    <Page title={t('one')} actions={<Link to="/issues">{t('back')}</Link>}>
      <AlertStrip alerts={alerts} />
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {issue && (
        <Stack gap="lg">
          <Summary issue={issue} />
          {mayChange && (
            <Group gap="sm">
              {issue.unhealed > 0 && (
                <Button onClick={() => ask('members')}>{t('rerun', { count: issue.unhealed })}</Button>
              )}
              <ResolveButton issue={issue} alerts={alerts} />
            </Group>
          )}
          {issue.kind === 'failure' && issue.members > 0 && issue.unhealed === 0 && (
            <Alert color="green">{t('healed.all')}</Alert>
          )}
          <Handling key={`${issue.owner} ${issue.note}`} issue={issue} alerts={alerts} disabled={!mayChange} />
          <Clients issue={issue} />
          <Members issue={issue} />
        </Stack>
      )}
      {search.rerun && issue && <RerunDialog wanted={{ filters: { issue: id } }} close={() => ask(undefined)} />}
    </Page>
  )
}

function Summary({ issue }: { issue: IssueDetail }) {
  const t = useMessages('issues')
  const clock = useClock()
  const code = useMessages('refusalCodes')
  const describeReason = useReason()
  const describePlace = usePlace()
  const { channelID, statusClass, firstSeen, lastSeen, count, resolvedAt, resolvedBy, reopened, reopenedAt } = issue
  return (
    <>
      <Text size="lg" fw={600} style={{ overflowWrap: 'anywhere' }}>
        {describeReason(issue)}
      </Text>
      <Facts
        facts={[
          [t('state'), <StateBadge key="state" issue={issue} />],
          [
            t('place'),
            channelID ? (
              <AddressLink key="place" to={`/channels/${channelID}`}>
                {describePlace(issue)}
              </AddressLink>
            ) : (
              describePlace(issue)
            ),
          ],
          [t('code'), issue.code && code(issue.code)],
          [t('status'), statusClass],
          [t('count'), formatCount(count, clock.language)],
          [t('first'), formatMoment(firstSeen, clock)],
          [t('last'), formatMoment(lastSeen, clock)],
          [t('resolved'), resolvedAt && `${formatMoment(resolvedAt, clock)} · ${resolvedBy ?? ''}`],
          [t('came-back'), reopenedAt && t('came-back.at', { count: reopened, time: formatMoment(reopenedAt, clock) })],
        ]}
      />
    </>
  )
}

function Clients({ issue: { clients, moreClients, kind } }: { issue: IssueDetail }) {
  const t = useMessages('issues')
  const { language } = useClock()
  if (clients.length === 0) return null
  return (
    <Section id="clients" title={t('clients')} intro={t(kind === 'failure' ? 'clients.why' : 'clients.claimed')}>
      <PlainTable label={t('clients')}>
        <thead>
          <tr>
            <th scope="col">{t('client')}</th>
            <th scope="col">{t('count')}</th>
          </tr>
        </thead>
        <tbody>
          {clients.map(({ clientID, name, count }) => (
            <tr key={clientID ?? name}>
              <td>{clientID ? <AddressLink to={`/clients/${clientID}`}>{name}</AddressLink> : name}</td>
              <td>{formatCount(count, language)}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      {moreClients && <Text size="sm">{t('clients.more')}</Text>}
    </Section>
  )
}
