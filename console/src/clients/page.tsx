import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ClientsSearch } from '../app/search.ts'
import { channelsQuery, clientsQuery, rolesQuery } from '../lib/queries.ts'
import { useWords } from '../lib/use-words.ts'
import { RolesSection } from '../roles/section.tsx'
import { TryIt } from '../try-it/dialog.tsx'
import { useAlerts } from '../ui/alerts.tsx'
import { Failure, Loading } from '../ui/failure.tsx'
import { Page } from '../ui/page.tsx'
import { DeleteClient } from './delete.tsx'
import { ClientDialog } from './dialog.tsx'
import { ClientsSection } from './section.tsx'
import { clientWords } from './words.ts'

/** Roles above, clients below, as the guide has them. */
export function ClientsPage() {
  const t = useWords(clientWords)
  const search = useSearch({ from: '/inside/clients' })
  const navigate = useNavigate({ from: '/clients' })
  const alerts = useAlerts()
  const clients = useQuery(clientsQuery)
  const roles = useQuery(rolesQuery)
  const channels = useQuery(channelsQuery)
  const failed = [clients, roles, channels].find(({ isError }) => isError)
  const set = (part: Partial<ClientsSearch>, replace = true) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace })
  const open = (client: string) => {
    alerts.clear()
    set({ client, tab: undefined }, false)
  }
  const closeDialog = () => set({ client: undefined, tab: undefined })
  const stored = clients.data?.find(({ _id }) => _id === search.client)
  const trying = clients.data?.find(({ _id }) => _id === search.try)
  const leaving = clients.data?.find(({ _id }) => _id === search.delete)

  return (
    <Page title={t('title')}>
      {failed && (
        <Failure
          error={failed.error}
          retry={() => void Promise.all([clients, roles, channels].map((query) => query.refetch()))}
        />
      )}
      {clients.data && roles.data && channels.data ? (
        <>
          <RolesSection
            roles={roles.data}
            clients={clients.data}
            channels={channels.data}
            search={search}
            set={set}
            healthy={!failed}
          />
          <ClientsSection
            clients={clients.data}
            search={search}
            set={set}
            open={open}
            alerts={alerts}
            healthy={!failed}
          />
        </>
      ) : (
        !failed && <Loading />
      )}
      {clients.data && search.client && (search.client === 'new' || stored) && (
        <ClientDialog
          key={search.client}
          stored={stored}
          tab={search.tab ?? 'basic'}
          setTab={(tab) => set({ tab })}
          saved={(name) => {
            alerts.add('success', t('saved', { name }))
            closeDialog()
          }}
          close={closeDialog}
        />
      )}
      {trying && (
        <TryIt
          key={trying._id}
          client={trying}
          asked={{ ...(search.method && { method: search.method }), ...(search.path && { path: search.path }) }}
          ask={set}
          close={() => set({ try: undefined, method: undefined, path: undefined })}
        />
      )}
      {leaving && (
        <DeleteClient
          client={leaving}
          deleted={() => alerts.add('success', t('deleted', { name: leaving.name }))}
          close={() => set({ delete: undefined })}
        />
      )}
    </Page>
  )
}
