import { eventSource, patientIndex } from '../audit-events/index.ts'
import { auditStore } from '../audits/index.ts'
import { headStore } from '../bodies/index.ts'
import { legalHoldStore } from '../holds/index.ts'
import type { Database } from '../platform/database/database.ts'
import type { Reader } from '../platform/database/reader.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { Settings } from '../settings/settings.ts'

type Deps = { secrets: Secrets; newId: IdGenerator; settings: Settings }

/** The audit log, and what audit events are made of. */
export function auditStores(database: Database, reader: Reader, { secrets, newId, settings }: Deps) {
  const index = patientIndex(reader, secrets.searchDigest)
  return {
    audits: auditStore(database, { newId }),
    patientIndex: index,
    legalHolds: legalHoldStore(database, { newId, index }),
    auditEvents: eventSource(reader, {
      index,
      heads: headStore(database),
      source: settings.auditing.auditEvents.auditSourceID,
    }),
  }
}
