import { Alert, Code, Group, Stack, Text } from '@mantine/core'
import type { Client } from '@mediary/contract/clients'
import { credentialsApi, type MadeCredential } from '@mediary/contract/clients/credentials'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Copy } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { AddCredential } from './add.tsx'
import { CredentialTable } from './table.tsx'

type CredentialsDialogProps = { client: Pick<Client, '_id' | 'name'>; close: () => void }

/** The credentials of a client. A secret that the server made is shown until the dialog is closed, and never again. */
export function CredentialsDialog({ client, close }: CredentialsDialogProps) {
  const t = useMessages('credentials')
  const mayManage = useMay()('client-manage-all', client._id)
  const [made, setMade] = useState<MadeCredential>()
  const credentials = useQuery({
    queryKey: ['clients', client._id, 'credentials'],
    queryFn: ({ signal }) => call(credentialsApi.list, { params: { id: client._id } }, { signal }),
  })
  return (
    <Dialog size="xl" close={close} closeOnClickOutside={!made?.secret} title={t('title', { name: client.name })}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('intro')}
        </Text>
        {made?.secret && <MadeSecret secret={made.secret} />}
        {credentials.isPending && <Loading />}
        {credentials.isError && <Failure error={credentials.error} retry={() => void credentials.refetch()} />}
        {credentials.data?.length === 0 && <Alert color="yellow">{t('none')}</Alert>}
        {credentials.data && credentials.data.length > 0 && (
          <CredentialTable client={client._id} credentials={credentials.data} mayManage={mayManage} made={setMade} />
        )}
        {mayManage && <AddCredential client={client._id} made={setMade} />}
      </Stack>
    </Dialog>
  )
}

function MadeSecret({ secret }: { secret: string }) {
  const t = useMessages('credentials')
  return (
    <Alert color="yellow" role="status">
      <Text size="sm">{t('secret')}</Text>
      <Group mt="xs">
        <Code>{secret}</Code>
        <Copy text={secret} />
      </Group>
    </Alert>
  )
}
