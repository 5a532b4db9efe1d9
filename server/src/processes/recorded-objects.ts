import { NewApp } from '@mediary/contract/apps'
import { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import { NewVisualizer } from '@mediary/contract/operations/visualizers'
import {
  certificateConfiguration,
  certificateHistory,
  enrolmentHistory,
  revocationListHistory,
} from '../authority/index.ts'
import { channelConfiguration, channelHistory, channelMembers, refuseUsedByChannels } from '../channels/index.ts'
import { clientConfiguration, clientHistory, clientMembers } from '../clients/index.ts'
import { type ConfigurationKind, configurationStore, documentConfiguration } from '../configuration/index.ts'
import { addPart, documentHistory, historyRecorder, historyStore } from '../history/index.ts'
import { mediatorConfiguration, mediatorHistory } from '../mediators/index.ts'
import { noteHistory, noteStore } from '../notes/index.ts'
import { noticeConfiguration, noticeSettingsHistory } from '../notices/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import type { IdGenerator } from '../platform/ids.ts'
import type { Secrets } from '../platform/secrets.ts'
import { roleConfiguration, roleHistory } from '../roles/index.ts'
import { issuerConfiguration, settingConfiguration, settingHistory } from '../system/index.ts'
import { userConfiguration, userHistory, userRoleConfiguration, userRoleHistory } from '../users/index.ts'

type Deps = { secrets: Secrets; newId: IdGenerator; hasTransactions: (channelId: string) => Promise<boolean> }

/** Describes everything whose changes are kept in the history of the configuration. */
const describeObjects = (deps: Deps) => ({
  client: addPart(clientHistory, enrolmentHistory),
  role: roleHistory({ clients: clientMembers, channels: channelMembers }),
  channel: channelHistory({ ...deps, listClients: clientMembers.list }),
  user: userHistory,
  userRole: userRoleHistory,
  certificate: certificateHistory,
  revocationList: revocationListHistory,
  contactGroup: documentHistory('contact-group', { finishUndo: refuseUsedByChannels }),
  visualizer: documentHistory('visualizer'),
  app: documentHistory('app'),
  savedView: documentHistory('saved-view'),
  mediator: mediatorHistory(deps.secrets),
  setting: settingHistory,
  noticeSettings: noticeSettingsHistory,
})

/** Lists what the configuration as code covers. What refers to others comes after them. */
const listConfigurationKinds = (objects: ReturnType<typeof describeObjects>, deps: Deps): ConfigurationKind[] => [
  settingConfiguration,
  issuerConfiguration(deps.secrets),
  noticeConfiguration(deps.secrets),
  certificateConfiguration(deps.secrets),
  documentConfiguration('contact-groups', 'contact-group', {
    history: objects.contactGroup,
    fields: NewContactGroup,
    field: 'group',
  }),
  documentConfiguration('visualizers', 'visualizer', {
    history: objects.visualizer,
    fields: NewVisualizer,
    field: 'name',
  }),
  documentConfiguration('apps', 'app', { history: objects.app, fields: NewApp, field: 'name' }),
  roleConfiguration(objects.role),
  clientConfiguration(deps.secrets),
  channelConfiguration(objects.channel, deps.secrets),
  mediatorConfiguration(objects.mediator, deps),
  userRoleConfiguration,
  userConfiguration,
]

/** Opens the history of the configuration, the `write` whose changes it keeps, and the configuration as documents. */
export function openHistory(
  database: Database,
  publish: () => Promise<void>,
  { endSessions, ...deps }: Deps & { endSessions: (userId: string) => Promise<void> },
) {
  const objects = describeObjects(deps)
  const histories = Object.values({
    ...objects,
    client: addPart(objects.client, noteHistory('client')),
    channel: addPart(objects.channel, noteHistory('channel')),
  })
  const { write } = changeLog(database, publish, historyRecorder(histories, deps))
  const kinds = listConfigurationKinds(objects, deps)
  return {
    write,
    notes: noteStore(database, write, deps),
    history: historyStore(database, write, histories, deps),
    configurationFiles: configurationStore(database, write, kinds, { ...deps, endSessions }),
  }
}
