import { useMediaQuery } from '@mantine/hooks'
import type { Client } from '@mediary/contract/clients'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMayAny } from '../../lib/api/me.ts'
import { channelsQuery, clientsQuery, rolesQuery } from '../../lib/api/queries.ts'
import { useEditTarget } from '../../lib/draft.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { type Alerts, useAlerts } from '../../ui/alerts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Gone } from '../../ui/gone.tsx'
import { Page } from '../../ui/page.tsx'
import { StatusDialog } from '../client-page/status.tsx'
import { CredentialsDialog } from '../credentials/dialog.tsx'
import { RolesSection } from '../roles/section.tsx'
import { TryIt } from '../try-it/dialog.tsx'
import { DeleteClient } from './delete.tsx'
import { ClientDialog } from './dialog.tsx'
import type { ClientsSearch } from './search.ts'
import { ClientsSection } from './section.tsx'

type Set = (part: Partial<ClientsSearch>, replace?: boolean, ignoreBlocker?: boolean) => void

/** The page of roles and, below them, clients. */
export function ClientsPage() {
  const t = useMessages('clients')
  const search = useSearch({ from: '/inside/clients' })
  const navigate = useNavigate({ from: '/clients' })
  const alerts = useAlerts()
  const isNarrow = useMediaQuery('(max-width: 600px)', undefined, { getInitialValueInEffect: false })
  const clients = useQuery(clientsQuery)
  // Who may see clients need not see roles.
  const mayAny = useMayAny()
  const seesRoles = mayAny('client-role-view-all') && mayAny('channel-view-all')
  const roles = useQuery({ ...rolesQuery, enabled: seesRoles })
  const channels = useQuery({ ...channelsQuery, enabled: seesRoles })
  const queries = seesRoles ? [clients, roles, channels] : [clients]
  const failed = queries.find(({ isError }) => isError)
  const set: Set = (part, replace = true, ignoreBlocker = false) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace, ignoreBlocker })
  const open = (client: string) => {
    alerts.clear()
    set({ client, tab: undefined }, false)
  }

  const common = { search, set, healthy: !failed }
  const parts = [
    roles.data && channels.data && (
      <RolesSection key="roles" roles={roles.data} clients={clients.data ?? []} channels={channels.data} {...common} />
    ),
    <ClientsSection key="clients" clients={clients.data ?? []} open={open} alerts={alerts} {...common} />,
  ]
  // The matrix is wide and long: on a phone the clients come before it.
  if (isNarrow) parts.reverse()
  return (
    <Page title={t('title')}>
      {failed && (
        <Failure error={failed.error} retry={() => void Promise.all(queries.map((query) => query.refetch()))} />
      )}
      {clients.data && <Dialogs clients={clients.data} search={search} set={set} alerts={alerts} />}
      {clients.data && ((roles.data && channels.data) || !seesRoles) ? parts : !failed && <Loading />}
    </Page>
  )
}

const noClient = { client: undefined, tab: undefined, clientID: undefined, clientDomain: undefined }

const pickPrefilled = ({ clientID, clientDomain }: ClientsSearch) => ({
  ...(clientID !== undefined && { clientID }),
  ...(clientDomain !== undefined && { clientDomain }),
})

type DialogsProps = { clients: readonly Client[]; search: ClientsSearch; set: Set; alerts: Alerts }

/** The dialogs that the address opens. */
function Dialogs({ clients, search, set, alerts }: DialogsProps) {
  const t = useMessages('clients')
  const named = (id: string | undefined) => clients.find(({ _id }) => _id === id)
  const editing = useEditTarget(search.client, named(search.client))
  const trying = named(search.try)
  const leaving = named(search.delete)
  const switching = named(search.status)
  const proving = named(search.credentials)
  const saved = (name: string) => {
    alerts.add('success', t('saved', { name }))
    set(noClient, true, true)
  }
  return (
    <>
      {search.client && (search.client === 'new' || editing.value) && (
        <ClientDialog
          key={search.client}
          target={editing}
          {...(search.client === 'new' && { prefilled: pickPrefilled(search) })}
          tab={search.tab ?? 'basic'}
          setTab={(tab) => set({ tab })}
          saved={saved}
          close={() => set(noClient)}
        />
      )}
      {search.client && search.client !== 'new' && !editing.value && <Gone>{t('gone')}</Gone>}
      {trying && (
        <TryIt
          key={trying._id}
          client={trying}
          asked={{ ...(search.method && { method: search.method }), ...(search.path && { path: search.path }) }}
          ask={set}
          close={() => set({ try: undefined, method: undefined, path: undefined })}
        />
      )}
      {proving && (
        <CredentialsDialog key={proving._id} client={proving} close={() => set({ credentials: undefined })} />
      )}
      {switching && (
        <StatusDialog
          key={switching._id}
          client={switching}
          changed={(status) => alerts.add('success', t(`status.${status}.saved`, { name: switching.name }))}
          close={() => set({ status: undefined })}
        />
      )}
      {leaving && (
        <DeleteClient
          client={leaving}
          deleted={() => alerts.add('success', t('deleted', { name: leaving.name }))}
          close={() => set({ delete: undefined })}
        />
      )}
    </>
  )
}
