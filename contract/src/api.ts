import { batchApi } from './api/batch-api.ts'
import { appsApi } from './apps.ts'
import { channelsApis } from './channels/api.ts'
import { clientsApis } from './clients/api.ts'
import { configurationApi } from './configuration.ts'
import { keystoreApis } from './keystore/api.ts'
import { mediatorsApi } from './mediators.ts'
import { metadataApi } from './metadata.ts'
import { operationsApis } from './operations/api.ts'
import { systemApi } from './system.ts'
import { transactionsApis } from './transactions/api.ts'
import { usersApis } from './users/api.ts'

/** All endpoints of the management API, by concept. */
export const api = {
  ...clientsApis,
  ...channelsApis,
  ...transactionsApis,
  ...operationsApis,
  ...usersApis,
  ...keystoreApis,
  mediators: mediatorsApi,
  metadata: metadataApi,
  configuration: configurationApi,
  system: systemApi,
  apps: appsApi,
  batch: batchApi,
}
