import { Button } from '@mantine/core'
import { clientsApi } from '@mediary/contract/clients'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { fetchCsv } from '../../lib/api/responses.ts'
import { download } from '../../lib/download.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'

/** The button that takes clients from a file. */
export function ImportButton() {
  const t = useMessages('clients')
  const navigate = useNavigate()
  return (
    <Button variant="default" onClick={() => void navigate({ to: '/clients/import' })}>
      {t('import')}
    </Button>
  )
}

/** The button that saves the clients that are found, as a file that an import reads. */
export function ExportClients({ find }: { find: string | undefined }) {
  const t = useMessages('clients')
  const save = useMutation({
    mutationFn: async () => download('clients.csv', await fetchCsv(clientsApi.list, { query: { find } })),
  })
  return (
    <>
      <Button size="compact-sm" variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        {t('export')}
      </Button>
      <ErrorAlert error={save.error} />
    </>
  )
}
