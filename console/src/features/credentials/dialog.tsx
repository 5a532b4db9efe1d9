import type { Client } from '@mediary/contract/clients'
import type { MadeCredential } from '@mediary/contract/clients/credentials'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { CredentialList } from './list.tsx'

type CredentialsDialogProps = { client: Pick<Client, '_id' | 'name'>; close: () => void }

/** The credentials of a client. A secret that the server made is shown until the dialog is closed, and never again. */
export function CredentialsDialog({ client, close }: CredentialsDialogProps) {
  const t = useMessages('credentials')
  const [made, setMade] = useState<MadeCredential>()
  return (
    <Dialog size="xl" close={close} closeOnClickOutside={!made?.secret} title={t('title', { name: client.name })}>
      <CredentialList client={client._id} made={made} setMade={setMade} />
    </Dialog>
  )
}
