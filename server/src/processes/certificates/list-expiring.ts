import { type Expiring, maxDays } from '../../alerts/index.ts'
import { listEndingCredentials } from '../../clients/index.ts'
import { buildCalendar } from '../../keystore/index.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Installation } from '../installation.ts'
import { listCertificates } from './certificate-list.ts'

const day = 86_400_000

/** Lists the certificates and credentials that end in the next days. Revoked and replaced certificates need nobody. */
export async function listExpiring(database: Database, stores: Installation, now: number): Promise<Expiring[]> {
  const { certificates } = buildCalendar(await listCertificates(stores), { now, warnDays: maxDays + 1 })
  const ending = certificates.flatMap(({ state, name, kind, end, fingerprint256, _id }): Expiring[] =>
    end !== undefined && (state === 'soon' || state === 'urgent')
      ? [{ kind: 'certificate', id: `${kind} ${fingerprint256 ?? _id ?? name}`, name, end: Date.parse(end) }]
      : [],
  )
  const credentials = await listEndingCredentials(database)(now, now + maxDays * day)
  return [
    ...ending,
    ...credentials.map(({ id, clientID: name, end }): Expiring => ({ kind: 'credential', id, name, end })),
  ]
}
