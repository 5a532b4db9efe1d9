import type { FurtherMessages } from '../catalogue.ts'
import { keyPair, restart, upstreamCertificates } from './certificates.ts'
import { channelConnection, channelForm, channelListener, channelRetention, channelRoutes } from './channel-settings.ts'
import { channels } from './channels.ts'
import { clientAuthentication, clientForm, clients, credentials, tryIt } from './clients.ts'
import { certificateAuthority, enrolment } from './enrolment.ts'
import { lists } from './lists/index.ts'
import { operations } from './operations/index.ts'
import { oversight } from './oversight/index.ts'
import { remedies, remedyLinks } from './remedies.ts'
import { retention } from './retention.ts'
import { roles } from './roles.ts'
import { about, settings } from './server.ts'
import { tasks } from './tasks.ts'
import { transactionDetail } from './transactions.ts'
import { users } from './users.ts'

/** The messages of all other views. */
export const further: FurtherMessages = {
  about,
  certificateAuthority,
  channelConnection,
  channelForm,
  channelListener,
  channelRetention,
  channelRoutes,
  channels,
  clientAuthentication,
  clientForm,
  clients,
  credentials,
  enrolment,
  keyPair,
  remedies,
  remedyLinks,
  restart,
  retention,
  roles,
  settings,
  tasks,
  transactionDetail,
  tryIt,
  upstreamCertificates,
  users,
  ...lists,
  ...operations,
  ...oversight,
}
