import { transactionsApi } from '../transactions.ts'
import { bodiesApi } from './bodies.ts'
import { legalHoldsApi } from './legal-holds.ts'
import { mediatorUpdatesApi } from './mediator-updates.ts'
import { retentionApi } from './retention.ts'
import { transactionSearchApi } from './search.ts'
import { shadowApi } from './shadow.ts'

/** All endpoints of transactions and their bodies, by concept. */
export const transactionsApis = {
  transactions: { ...transactionsApi, ...transactionSearchApi },
  mediatorUpdates: mediatorUpdatesApi,
  bodies: bodiesApi,
  retention: retentionApi,
  legalHolds: legalHoldsApi,
  shadow: shadowApi,
}
