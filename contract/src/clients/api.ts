import { clientsApi } from '../clients.ts'
import { limitsApi } from '../limits.ts'
import { usageApi } from '../roles/usage.ts'
import { rolesApi } from '../roles.ts'
import { credentialsApi } from './credentials.ts'
import { clientImportApi } from './import.ts'
import { tokenIssuersApi } from './issuers.ts'
import { tryItApi } from './try-it.ts'

/** All endpoints of clients, their credentials and roles, by concept. */
export const clientsApis = {
  clients: clientsApi,
  clientImport: clientImportApi,
  credentials: credentialsApi,
  tokenIssuers: tokenIssuersApi,
  limits: limitsApi,
  roles: rolesApi,
  usage: usageApi,
  tryIt: tryItApi,
}
