import type { MadeCredential } from '@mediary/contract/clients/credentials'
import { useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import { Section } from '../../ui/page.tsx'
import { CredentialList } from '../credentials/list.tsx'

/** The credentials of the client, with their ages and ends. */
export function Credentials({ client }: { client: string }) {
  const t = useMessages('credentials')
  const [made, setMade] = useState<MadeCredential>()
  return (
    <Section id="credentials" title={t('list')}>
      <CredentialList client={client} made={made} setMade={setMade} />
    </Section>
  )
}
