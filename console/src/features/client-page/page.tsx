import { Button, Group, Stack } from '@mantine/core'
import { type Client, clientsApi } from '@mediary/contract/clients'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { call } from '../../lib/api/call.ts'
import { useMay, useMayAny } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { CredentialsDialog } from '../credentials/dialog.tsx'
import { RecentHistory } from '../history/section.tsx'
import { NotesSection } from '../notes/section.tsx'
import { Roles } from '../timed-roles/section.tsx'
import { TryIt } from '../try-it/dialog.tsx'
import { Access } from './access.tsx'
import { Certificates } from './certificates.tsx'
import { Credentials } from './credentials.tsx'
import { Limits } from './limits.tsx'
import { Refusals } from './refusals.tsx'
import type { ClientPageSearch } from './search.ts'
import { State } from './state.tsx'
import { StatusDialog } from './status.tsx'
import { Traffic } from './traffic.tsx'

type Set = (part: Partial<ClientPageSearch>) => void

/** The page of one client: its state, why it was refused, what it may reach, and how it proves who it is. */
export function ClientPage() {
  const t = useMessages('clientPage')
  const { id } = useParams({ from: '/inside/clients/$id' })
  const search = useSearch({ from: '/inside/clients/$id' })
  const navigate = useNavigate({ from: '/clients/$id' })
  const set: Set = (part) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true })
  const client = useQuery({
    queryKey: ['clients', id],
    queryFn: ({ signal }) => call(clientsApi.get, { params: { id } }, { signal }),
  })
  return (
    <Page
      title={client.data?.name ?? t('client')}
      intro={client.data?.clientID}
      actions={<Link to="/clients">{t('back')}</Link>}
    >
      {client.isPending && <Loading />}
      {client.isError && <Failure error={client.error} retry={() => void client.refetch()} />}
      {client.data && <Body client={client.data} search={search} set={set} />}
    </Page>
  )
}

type BodyProps = { client: Client; search: ClientPageSearch; set: Set }

function Body({ client, search, set }: BodyProps) {
  const may = useMay()
  const mayAny = useMayAny()
  return (
    <Stack maw={1000} gap={0}>
      <Actions client={client} set={set} />
      <State client={client} />
      {mayAny('transaction-view-all') && <Refusals client={client} />}
      {mayAny('transaction-view-all') && <Traffic client={client} />}
      <Roles client={client} />
      <Access client={client} />
      <Credentials client={client._id} />
      <Limits client={client} />
      {may('certificates-view') && <Certificates client={client._id} />}
      <NotesSection object="client" id={client._id} mayWrite={may('client-manage-all', client._id)} />
      <RecentHistory object="client" id={client._id} />
      <Dialogs client={client} search={search} set={set} />
    </Stack>
  )
}

function Actions({ client, set }: Pick<BodyProps, 'client' | 'set'>) {
  const t = useMessages('clientPage')
  const clientText = useMessages('clients')
  const may = useMay()
  const navigate = useNavigate()
  return (
    <Group mb="md">
      <Button onClick={() => set({ try: client._id })}>{t('try')}</Button>
      {may('client-manage-all', client._id) && (
        <>
          <Button variant="default" onClick={() => void navigate({ to: '/clients', search: { client: client._id } })}>
            {t('edit')}
          </Button>
          <Button variant="default" onClick={() => set({ open: 'status' })}>
            {clientText(client.status === 'enabled' ? 'status.disable.act' : 'status.enable.act')}
          </Button>
        </>
      )}
    </Group>
  )
}

function Dialogs({ client, search, set }: BodyProps) {
  return (
    <>
      {search.try && (
        <TryIt
          client={client}
          asked={{ ...(search.method && { method: search.method }), ...(search.path && { path: search.path }) }}
          ask={set}
          close={() => set({ try: undefined, method: undefined, path: undefined })}
        />
      )}
      {search.open === 'credentials' && <CredentialsDialog client={client} close={() => set({ open: undefined })} />}
      {search.open === 'status' && (
        <StatusDialog client={client} changed={() => undefined} close={() => set({ open: undefined })} />
      )}
    </>
  )
}
