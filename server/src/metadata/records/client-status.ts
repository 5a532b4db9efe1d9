// Decides what an import does with the status of a client.
import type { Client, ImportedClientChanges } from '@mediary/contract/clients'
import type { ClientStatusChange } from '@mediary/contract/clients/status'
import { type Issue, issue } from '@mediary/contract/problem'
import type { z } from 'zod'
import { findStatus, toStatusPeriod } from '../../clients/index.ts'
import type { Caller } from '../../platform/http/caller.ts'

type Sent = Pick<z.infer<typeof ImportedClientChanges>, 'status' | 'statusChanges'>
type Imported = { statusChanges: ClientStatusChange[] | undefined; notes: Issue[] }

/** Returns the status changes to store: those of the document, unless they would enable a client that is disabled. */
export function importStatus(sent: Sent, former: Client | undefined, { user }: Caller): Imported {
  const statusChanges = sent.statusChanges ?? (sent.status === 'disabled' ? [disableAsImported(user)] : [])
  const [period, formerStatus] = [toStatusPeriod(statusChanges), former?.status ?? 'enabled']
  const status = findStatus(period, Date.now())
  if (formerStatus === 'disabled')
    return { statusChanges: undefined, notes: status === 'enabled' && says(sent) ? [staysDisabled] : [] }
  return { statusChanges: period ? statusChanges : undefined, notes: [] }
}

const says = ({ status, statusChanges }: Sent) => Boolean(status) || Boolean(statusChanges?.length)

const staysDisabled = issue('status', 'import-stays-disabled')

const disableAsImported = (user: Caller['user']): ClientStatusChange => ({
  status: 'disabled',
  reason: 'It was disabled in the imported document.',
  by: { id: user?.id ?? '', name: user?.name ?? '' },
  at: new Date().toISOString(),
})
