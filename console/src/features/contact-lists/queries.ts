import { contactGroupsApi } from '@mediary/contract/operations/contact-groups'
import { queryOptions } from '@tanstack/react-query'
import { type CallResult, call } from '../../lib/api/call.ts'
import { keptAnswer } from '../../lib/api/last-known.ts'

export type ContactList = CallResult<typeof contactGroupsApi.list>[number]

export const contactListsQuery = queryOptions({
  queryKey: ['contact-groups'],
  meta: keptAnswer,
  queryFn: ({ signal }) => call(contactGroupsApi.list, {}, { signal }),
})
