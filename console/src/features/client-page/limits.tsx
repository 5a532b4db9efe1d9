import type { Client } from '@mediary/contract/clients'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Section } from '../../ui/page.tsx'
import { LimitsEditor } from '../limits/editor.tsx'

/** The limits of the client, and what it used of them today. */
export function Limits({ client }: { client: Client }) {
  const t = useMessages('limits')
  const may = useMay()
  return (
    <Section id="limits" title={t('title')} intro={t('intro')}>
      <LimitsEditor
        owner={{ kind: 'client', id: client._id }}
        mayChange={may('client-manage-all', client._id)}
        refusals={`/refusals?${new URLSearchParams({ code: 'over-limit', client: client.clientID })}`}
      />
    </Section>
  )
}
