import { Button } from '@mantine/core'
import { clientsApi } from '@mediary/contract/clients'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMay } from '../../lib/api/me.ts'
import { fetchCsv } from '../../lib/api/responses.ts'
import { download } from '../../lib/download.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { ErrorAlert } from '../../ui/failure.tsx'

/** The buttons that take clients from a file, and that give them as one. */
export function FileButtons({ healthy }: { healthy: boolean }) {
  const t = useMessages('clients')
  const may = useMay()
  const navigate = useNavigate()
  const save = useMutation({
    mutationFn: async () => download('clients.csv', await fetchCsv(clientsApi.list, {})),
  })
  return (
    <>
      {healthy && may('client-manage-all') && (
        <Button variant="default" onClick={() => void navigate({ to: '/clients/import' })}>
          {t('import')}
        </Button>
      )}
      <Button variant="default" loading={save.isPending} onClick={() => save.mutate()}>
        {t('export')}
      </Button>
      <ErrorAlert error={save.error} />
    </>
  )
}
