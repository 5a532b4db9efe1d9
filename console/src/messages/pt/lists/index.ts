// Collects the messages of the list of transactions, which most people open first, and of what all lists share.
import { rerun } from '../rerun.ts'
import { transactions } from '../transactions.ts'
import { columns } from './columns.ts'
import { listKeys, query, queryFields } from './query.ts'
import { savedViews } from './saved-views.ts'

export const lists = { columns, listKeys, query, queryFields, rerun, savedViews, transactions }
