import type { Messages } from '../catalogue.ts'
import { about, app, settings, signIn, ui } from './app.ts'
import { certificateCalendar, certificates, keyPair, restart, upstreamCertificates } from './certificates.ts'
import { channelConnection, channelListener, channelRetention, channelRoutes } from './channel-settings.ts'
import { channels } from './channels.ts'
import { clientAuthentication, clientForm, clients, credentials, tryIt } from './clients.ts'
import { dashboard, metrics } from './dashboard.ts'
import { certificateAuthority, enrolment } from './enrolment.ts'
import { operations } from './operations/index.ts'
import { oversight } from './oversight/index.ts'
import { refusalCodes, refusals, remedies, remedyLinks } from './refusals.ts'
import { rerun } from './rerun.ts'
import { retention } from './retention.ts'
import { roles } from './roles.ts'
import { tasks } from './tasks.ts'
import { searchKey, statuses, transactionDetail, transactions } from './transactions.ts'
import { users } from './users.ts'

export const spanish: Messages = {
  about,
  app,
  certificateAuthority,
  certificateCalendar,
  certificates,
  channelConnection,
  channelListener,
  channelRetention,
  channelRoutes,
  channels,
  clientAuthentication,
  clientForm,
  clients,
  credentials,
  dashboard,
  enrolment,
  keyPair,
  metrics,
  refusalCodes,
  refusals,
  remedies,
  remedyLinks,
  rerun,
  restart,
  retention,
  roles,
  searchKey,
  settings,
  signIn,
  statuses,
  tasks,
  transactionDetail,
  transactions,
  tryIt,
  ui,
  upstreamCertificates,
  users,
  ...operations,
  ...oversight,
}
