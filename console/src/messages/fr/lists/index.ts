// Collects the messages of what all lists share.
import { listKeys, query, queryFields } from './query.ts'

export const lists = { listKeys, query, queryFields }
