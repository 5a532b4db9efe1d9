// What the rules about the installation look at.
import { hostname } from 'node:os'
import { backupSource, diskSource, nodeSource, queueSource, readDisk, refusedClientSource } from '../../alerts/index.ts'
import { backupRecord } from '../../backup/index.ts'
import { toDay } from '../../metrics/index.ts'
import { nodeStore } from '../../nodes/index.ts'
import { countLatePolls } from '../../polling/index.ts'
import type { Core } from './core.ts'

/** Days after which an accepted request of a client says nothing about it any more. */
const rememberedDays = 14

/** Lists the sources of the rules about the installation. */
export const listConditionSources = ({
  database,
  stores,
  settings,
}: Pick<Core, 'database' | 'stores' | 'settings'>) => [
  diskSource(hostname(), () => readDisk(settings.data)),
  backupSource({ findLast: backupRecord(database).findLast, settings: stores.noticeSettings }),
  queueSource({
    deliveries: stores.notices.countWaiting,
    polling: async (before) => countLatePolls(database, await stores.channels.list(), before),
    tasks: stores.tasks.countWaiting,
    audits: stores.audits.countUnsent,
  }),
  nodeSource(() => nodeStore(database).list()),
  refusedClientSource({
    clients: stores.clients,
    listRefused: stores.refusals.listRefusedClients,
    countAccepted: (ids, now) => stores.clientRequests.countFor(ids, toDay(now) - rememberedDays),
  }),
]
