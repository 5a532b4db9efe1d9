import { isPatientKey } from '@mediary/contract/channels/search-keys'
import { patientFollower } from '../../audit-events/index.ts'
import type { Claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import type { Log } from '../../platform/log.ts'
import type { Installation } from '../installation.ts'
import { keyedChannels } from '../keyed-channels.ts'

type Deps = { claims: Claims; digest: (text: string) => string; log: Log; now?: () => number }

/** Indexes the patients that events name, by their requests and by the search keys of channels that identify patients. */
export const indexPatients = (
  database: Database,
  { channels, transactions, bodies, patientIndex }: Installation,
  deps: Deps,
) =>
  patientFollower(database, {
    ...deps,
    transactions,
    bodies,
    index: patientIndex,
    keyedChannels: keyedChannels(database, channels, (keys) => keys.filter(isPatientKey)),
  })
