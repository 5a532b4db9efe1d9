import { certificateHistory, enrolmentHistory, revocationListHistory } from '../authority/index.ts'
import { channelHistory, channelMembers, refuseUsedByChannels } from '../channels/index.ts'
import { clientHistory, clientMembers } from '../clients/index.ts'
import { addPart, documentHistory, historyRecorder, historyStore, type ObjectHistory } from '../history/index.ts'
import { mediatorHistory } from '../mediators/index.ts'
import { noticeSettingsHistory } from '../notices/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { roleHistory } from '../roles/index.ts'
import { settingHistory } from '../system/index.ts'
import { userHistory, userRoleHistory } from '../users/index.ts'

type Deps = { secrets: Secrets; newId: IdGenerator; hasTransactions: (channelId: string) => Promise<boolean> }

/** Lists everything whose changes are kept in the history of the configuration. */
const listRecordedObjects = (deps: Deps): ObjectHistory[] => [
  addPart(clientHistory, enrolmentHistory),
  roleHistory({ clients: clientMembers, channels: channelMembers }),
  channelHistory(deps),
  userHistory,
  userRoleHistory,
  certificateHistory,
  revocationListHistory,
  documentHistory('contact-group', { finishUndo: refuseUsedByChannels }),
  documentHistory('visualizer'),
  documentHistory('app'),
  mediatorHistory(deps.secrets),
  settingHistory,
  noticeSettingsHistory,
]

/** Opens the history of the configuration, and the `write` whose changes it keeps. */
export function openHistory(database: Database, publish: () => Promise<void>, deps: Deps) {
  const objects = listRecordedObjects(deps)
  const { write } = changeLog(database, publish, historyRecorder(objects, deps))
  return { write, history: historyStore(database, write, objects, deps) }
}
