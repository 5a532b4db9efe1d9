import { Alert, Code, Group, Stack, Text } from '@mantine/core'
import { credentialsApi, type MadeCredential } from '@mediary/contract/clients/credentials'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Copy } from '../../ui/copy.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { AddCredential } from './add.tsx'
import { CredentialTable } from './table.tsx'

type CredentialListProps = {
  client: string
  /** The credential that was made last. Its secret is shown until the list is left, and never again. */
  made: MadeCredential | undefined
  setMade: (made: MadeCredential) => void
}

/** The credentials of a client, with what can be done with them. */
export function CredentialList({ client, made, setMade }: CredentialListProps) {
  const t = useMessages('credentials')
  const mayManage = useMay()('client-manage-all', client)
  const credentials = useQuery({
    queryKey: ['clients', client, 'credentials'],
    queryFn: ({ signal }) => call(credentialsApi.list, { params: { id: client } }, { signal }),
  })
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('intro')}
      </Text>
      {made?.secret && <MadeSecret secret={made.secret} />}
      {credentials.isPending && <Loading />}
      {credentials.isError && <Failure error={credentials.error} retry={() => void credentials.refetch()} />}
      {credentials.data?.length === 0 && <Alert color="yellow">{t('none')}</Alert>}
      {credentials.data && credentials.data.length > 0 && (
        <CredentialTable client={client} credentials={credentials.data} mayManage={mayManage} made={setMade} />
      )}
      {mayManage && <AddCredential client={client} made={setMade} />}
    </Stack>
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
