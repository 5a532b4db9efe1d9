import { history, historyFields, historyValues } from './history.ts'

export const oversight = {
  history,
  historyFields,
  historyValues,
}
