import { Alert, Button, Stack, Text } from '@mantine/core'
import type { Mediator } from '@mediary/contract/mediators'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useMay } from '../../../lib/api/me.ts'
import { isProblem } from '../../../lib/api/problem.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Failure, Loading } from '../../../ui/failure.tsx'
import { Page, Section } from '../../../ui/page.tsx'
import { DeleteDialog } from '../delete-dialog.tsx'
import { HealthBadge } from '../health-badge.tsx'
import { mediatorQuery } from '../queries.ts'
import { ChannelSections } from './channels.tsx'
import { ConfigurationSection } from './configuration.tsx'
import { ConfigHistory } from './history.tsx'

export function MediatorPage() {
  const t = useMessages('mediators')
  const { urn } = useParams({ from: '/inside/mediators/$urn' })
  const mediator = useQuery(mediatorQuery(urn))
  const { data, error } = mediator
  const isGone = isProblem(error, 'not-found')
  return (
    <Page
      title={data?.name ?? t('mediator')}
      intro={data?.description}
      actions={<Link to="/mediators">{t('back')}</Link>}
    >
      {mediator.isPending && <Loading />}
      {isGone && (
        <Alert color="yellow" role="status" mb="md">
          {t('gone')}
        </Alert>
      )}
      {error && !isGone && <Failure error={error} retry={() => void mediator.refetch()} />}
      {data && <Body key={urn} mediator={data} now={mediator.dataUpdatedAt} />}
    </Page>
  )
}

function Body({ mediator, now }: { mediator: Mediator; now: number }) {
  const t = useMessages('mediators')
  const may = useMay()
  const navigate = useNavigate()
  const [deleting, setDeleting] = useState(false)
  return (
    <Stack gap="xl" maw={900}>
      <Section id="state" title={t('state')}>
        <Facts
          facts={[
            [t('health'), <HealthBadge key="health" mediator={mediator} now={now} />],
            [t('urn'), <Code key="urn">{mediator.urn}</Code>],
            [t('version'), mediator.version],
            [t('endpoints'), <Endpoints key="endpoints" mediator={mediator} />],
          ]}
        />
      </Section>
      <ConfigurationSection mediator={mediator} />
      <ChannelSections mediator={mediator} />
      <ConfigHistory urn={mediator.urn} />
      {may('mediator-manage-all', mediator.urn) && (
        <div>
          <Button color="red.8" onClick={() => setDeleting(true)}>
            {t('remove', { name: mediator.name })}
          </Button>
        </div>
      )}
      {deleting && (
        <DeleteDialog
          mediator={mediator}
          deleted={() => void navigate({ to: '/mediators', ignoreBlocker: true })}
          close={() => setDeleting(false)}
        />
      )}
    </Stack>
  )
}

const Code = ({ children }: { children: string }) => (
  <Text component="code" size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
    {children}
  </Text>
)

const Endpoints = ({ mediator: { endpoints } }: { mediator: Mediator }) =>
  endpoints.map(({ name, host, port, path }) => (
    <div key={`${name} ${host} ${port}`}>
      {`${name ?? ''} `}
      <Code>{`${host}:${port}${path ?? ''}`}</Code>
    </div>
  ))
