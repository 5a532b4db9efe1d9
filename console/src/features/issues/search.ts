import { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'

export const IssuesSearch = z.object({
  state: choiceParameter(['resolved', 'all']).describe('absent: open'),
  kind: choiceParameter(['failure', 'refusal']),
  channel: textParameter,
  page: textParameter,
})
export type IssuesSearch = z.infer<typeof IssuesSearch>

export const IssueSearch = z.object({ rerun: choiceParameter(['members']) })
