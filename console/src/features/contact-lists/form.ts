import { contactGroupsApi } from '@mediary/contract/operations/contact-groups'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { type EditTarget, useDraft } from '../../lib/draft.ts'
import { useSaveFailure } from '../../ui/failure.tsx'
import { type ContactList, contactListsQuery } from './queries.ts'

export type Recipient = ContactList['users'][number]
export const newRecipient: Recipient = { user: '', method: 'email', maxAlerts: 'no max' }

/** Minutes as they are typed; undefined when all people are told at once. */
const toDraft = (list: ContactList | undefined) => ({
  group: list?.group ?? '',
  users: list?.users ?? [newRecipient],
  minutes: list?.onCall === undefined ? undefined : String(list.onCall.minutes),
})
type Draft = ReturnType<typeof toDraft>

const toBody = ({ minutes, ...draft }: Draft) => ({
  ...draft,
  onCall: minutes === undefined ? null : { minutes: Number(minutes) },
})

/** The state of the form of a list. It outlives a refusal, a lost connection and the deletion by somebody else. */
export function useContactListForm(
  target: EditTarget<ContactList>,
  { names, saved }: { names: readonly string[]; saved: (name: string) => void },
) {
  const client = useQueryClient()
  const stored = target.gone ? undefined : target.value
  const { draft, touched, change } = useDraft<Draft>(toDraft(target.value))
  const save = useMutation({
    mutationFn: () =>
      stored
        ? call(contactGroupsApi.update, { params: { id: stored._id }, body: toBody(draft) })
        : call(contactGroupsApi.create, { body: toBody(draft) }),
    onSuccess: () => saved(draft.group),
    onSettled: () => client.invalidateQueries({ queryKey: contactListsQuery.queryKey }),
  })
  const { error } = save
  const describeFailure = useSaveFailure()
  return {
    stored,
    draft,
    change: (part: Partial<Draft>) => {
      change(part)
      if (!save.isPending) save.reset()
    },
    touched: touched || target.gone,
    save: () => save.mutate(),
    saving: save.isPending,
    failure: describeFailure(error, {
      isNew: !stored,
      touched,
      name: draft.group,
      exists: names.includes(draft.group.trim()),
    }),
    findIssue: (field: string) =>
      error instanceof ApiProblem ? error.issues.find(({ path }) => path === field)?.message : undefined,
  }
}
