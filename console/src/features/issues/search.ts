import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'

export const IssuesSearch = addressSchema({
  /** Absent: open. */
  state: choiceParameter(['resolved', 'all']),
  kind: choiceParameter(['failure', 'refusal']),
  channel: textParameter,
  page: textParameter,
})
export type IssuesSearch = AddressOf<typeof IssuesSearch>

export const IssueSearch = addressSchema({ rerun: choiceParameter(['members']) })
