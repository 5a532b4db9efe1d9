import { auditEvents, audits } from './audits.ts'
import { history, historyFields, historyValues } from './history.ts'

export const oversight = {
  auditEvents,
  audits,
  history,
  historyFields,
  historyValues,
}
