import { Alert, Card, Group, Stack, Text, Title } from '@mantine/core'
import { type TokenIssuer, tokenIssuersApi } from '@mediary/contract/clients/issuers'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useEditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AlertStrip, type Alerts, useAlerts } from '../../ui/alerts.tsx'
import { CrossButton, PencilButton, PlusButton } from '../../ui/buttons.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Facts } from '../../ui/facts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { ExportButton } from '../export/button.tsx'
import { IssuerDialog } from './dialog.tsx'
import { issuersQuery } from './queries.ts'
import type { IssuersSearch } from './search.ts'

type SetSearch = (part: IssuersSearch, ignoreBlocker?: boolean) => void

/** The identity providers whose JSON Web Tokens the gateway accepts. */
export function IssuersPage() {
  const t = useMessages('issuers')
  const may = useMay()
  const search = useSearch({ from: '/inside/settings/issuers' })
  const navigate = useNavigate({ from: '/settings/issuers' })
  const alerts = useAlerts()
  const issuers = useQuery(issuersQuery)
  const set: SetSearch = (part, ignoreBlocker = false) => {
    if (part.edit || part.delete) alerts.clear()
    void navigate({ search: part, replace: true, ignoreBlocker })
  }
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={
        <Group>
          <Link to="/settings">{t('back')}</Link>
          {issuers.data && issuers.data.length > 0 && <ExportButton endpoint={tokenIssuersApi.list} input={{}} />}
          {may('client-manage-all') && <PlusButton onClick={() => set({ edit: 'new' })}>{t('add')}</PlusButton>}
        </Group>
      }
    >
      <AlertStrip alerts={alerts} />
      {issuers.isPending && <Loading />}
      {issuers.isError && <Failure error={issuers.error} retry={() => void issuers.refetch()} />}
      {issuers.data?.length === 0 && <Alert color="gray">{t('none')}</Alert>}
      <Stack>
        {issuers.data?.map((issuer) => (
          <IssuerCard key={issuer._id} issuer={issuer} mayChange={may('client-manage-all')} set={set} />
        ))}
      </Stack>
      {issuers.data && <Dialogs issuers={issuers.data} search={search} set={set} alerts={alerts} />}
    </Page>
  )
}

type DialogsProps = { issuers: readonly TokenIssuer[]; search: IssuersSearch; set: SetSearch; alerts: Alerts }

function Dialogs({ issuers, search, set, alerts }: DialogsProps) {
  const t = useMessages('issuers')
  const may = useMay()
  const client = useQueryClient()
  const editable = may('client-manage-all') ? issuers.filter(({ fromConfiguration }) => !fromConfiguration) : []
  const editing = useEditTarget(
    search.edit,
    editable.find(({ _id }) => _id === search.edit),
  )
  const leaving = editable.find(({ _id }) => _id === search.delete)
  const remove = async ({ _id, name }: TokenIssuer) => {
    await call(tokenIssuersApi.remove, { params: { issuer: _id } })
    alerts.add('success', t('deleted', { name }))
    await client.invalidateQueries({ queryKey: ['mechanisms'] })
  }
  return (
    <>
      {((search.edit === 'new' && may('client-manage-all')) || editing.value) && (
        <IssuerDialog
          key={search.edit}
          target={editing}
          issuers={issuers}
          start={search.issuer}
          saved={(name) => {
            alerts.add('success', t('saved', { name }))
            set({}, true)
          }}
          close={() => set({})}
        />
      )}
      {leaving && (
        <Confirm title={t('delete.title')} act={() => remove(leaving)} close={() => set({})}>
          {t('delete.question', { name: leaving.name })}
        </Confirm>
      )}
    </>
  )
}

type IssuerCardProps = { issuer: TokenIssuer; mayChange: boolean; set: SetSearch }

/** An issuer with everything that decides which of its tokens are accepted. */
function IssuerCard({ issuer, mayChange, set }: IssuerCardProps) {
  const t = useMessages('issuers')
  const { _id, name, fromConfiguration, key, algorithms, clientClaim, roles, audience, leewaySeconds } = issuer
  return (
    <Card withBorder component="article" aria-label={name}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} size="h5" style={{ overflowWrap: 'anywhere' }}>
          {name}
        </Title>
        {mayChange && !fromConfiguration && (
          <Group gap={6} wrap="nowrap">
            <PencilButton label={t('edit', { name })} onClick={() => set({ edit: _id })} />
            <CrossButton label={t('remove', { name })} onClick={() => set({ delete: _id })} />
          </Group>
        )}
      </Group>
      {fromConfiguration && (
        <Text size="sm" c="dimmed">
          {t('fromConfiguration')}
        </Text>
      )}
      <Facts
        facts={[
          [t('issuer'), issuer.issuer || t('issuer.any')],
          [t('key'), `${t(key)}: ${algorithms.join(', ')}`],
          [t('jwksUri'), issuer.jwksUri],
          [t('clientClaim'), clientClaim],
          [t('audience'), audience.join(', ') || t('audience.any')],
          [t('claim'), roles?.claim],
          [t('leewaySeconds'), leewaySeconds],
        ]}
      />
    </Card>
  )
}
