// Collects the messages of the pages that tell who did what.
import { history, historyFields, historyValues } from './history.ts'

export const oversight = {
  history,
  historyFields,
  historyValues,
} as const
