// Everything that decides about notices or sends them.
import { alertFollower, expiryWatcher } from '../../alerts/index.ts'
import { noticeSender } from '../../notices/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import type { Claims } from '../../platform/database/claims.ts'
import type { Periodic } from '../../platform/every.ts'
import { reporter } from '../../reports/index.ts'
import { listExpiring } from '../certificates/list-expiring.ts'
import type { Core } from './core.ts'

type Parts = Pick<Core, 'database' | 'stores' | 'secrets' | 'log' | 'announced'>

/** Starts to follow the record and to deliver notices. */
export function sendNotices({ database, stores, secrets, log, announced }: Parts, claims: Claims): Periodic[] {
  return [
    alertFollower(database, {
      ...stores,
      settings: stores.noticeSettings,
      lastChange: changeLog(database, async () => undefined).last,
      findDayStart: stores.metrics.findDayStart,
      claims,
      log,
    }),
    expiryWatcher({
      ...stores,
      settings: stores.noticeSettings,
      listExpiring: (now) => listExpiring(database, stores, now),
      log,
    }),
    reporter({ ...stores, settings: stores.noticeSettings, log }),
    noticeSender({
      notices: stores.notices,
      settings: stores.noticeSettings,
      findUser: stores.users.findByEmail,
      secrets,
      changed: () => announced.tellTopics(['notices']),
      log,
    }),
  ]
}
