import { type User, usersApi } from '@mediary/contract/users'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { usersQuery } from '../../lib/api/queries.ts'
import { pickChanges } from '../../lib/changes.ts'
import { type EditTarget, useDraft } from '../../lib/draft.ts'
import { isLanguage, type Language } from '../../lib/languages.ts'
import { useSaveFailure } from '../../ui/failure.tsx'

/** Returns the language in which a user reads notices; empty when it is that of the installation. */
function readLanguage(user: User | undefined): Language | '' {
  const language = user?.settings?.language
  return typeof language === 'string' && isLanguage(language) ? language : ''
}

const toDraft = (user: User | undefined) => ({
  email: user?.email ?? '',
  firstname: user?.firstname ?? '',
  surname: user?.surname ?? '',
  groups: user?.groups ?? [],
  msisdn: user?.msisdn ?? '',
  dailyReport: user?.dailyReport ?? false,
  weeklyReport: user?.weeklyReport ?? false,
  language: readLanguage(user),
})
export type UserDraft = ReturnType<typeof toDraft>

/** The state of the form. It outlives a refusal, a lost connection and the deletion of the user by somebody else. */
export function useUserForm(target: EditTarget<User>, saved: (email: string) => void) {
  const client = useQueryClient()
  const stored = target.gone ? undefined : target.value
  const { draft, known, touched, change } = useDraft(toDraft(target.value))
  const save = useMutation({
    mutationFn: () => {
      const { language, ...fields } = draft
      if (!stored) {
        const settings = language ? { language } : undefined
        return call(usersApi.create, { body: { ...fields, settings, msisdn: fields.msisdn || null } })
      }
      const { email: _, language: chosen, ...changes } = pickChanges(draft, known)
      // Settings are one field: what else stands there is kept.
      const settings = chosen === undefined ? undefined : { ...stored.settings, language: chosen || undefined }
      return call(usersApi.update, { params: { email: stored.email }, body: { ...changes, settings } })
    },
    onSuccess: () => saved(draft.email),
    onSettled: () => client.invalidateQueries({ queryKey: usersQuery.queryKey }),
  })
  const { error } = save
  const describeFailure = useSaveFailure()
  const users = useQuery({ ...usersQuery, enabled: false })
  const name = draft.email.trim().toLowerCase()
  const exists = users.data?.some(({ email }) => email === name) ?? false
  return {
    stored,
    draft,
    change: (part: Partial<UserDraft>) => {
      change(part)
      if (!save.isPending) save.reset()
    },
    touched: touched || target.gone,
    save: () => save.mutate(),
    saving: save.isPending,
    failure: describeFailure(error, { isNew: !stored, touched, name, exists }),
    findIssue: (field: string) =>
      error instanceof ApiProblem ? error.issues.find(({ path }) => path === field)?.message : undefined,
  }
}
