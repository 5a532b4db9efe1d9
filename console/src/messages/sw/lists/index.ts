// Collects the messages of what all lists share.
import { query, queryFields } from './query.ts'

export const lists = { query, queryFields }
