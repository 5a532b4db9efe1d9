import { type User, userRolesApi, usersApi } from '@mediary/contract/users'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { ApiProblem } from '../../lib/api/problem.ts'
import { useChannels, usersQuery } from '../../lib/api/queries.ts'
import { isSame, pickChanges } from '../../lib/changes.ts'
import { type EditTarget, useDraft } from '../../lib/draft.ts'
import { isLanguage, type Language } from '../../lib/languages.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useSaveFailure } from '../../ui/failure.tsx'
import { readChannelEntry } from './permissions.ts'
import type { Access } from './preset-fields.tsx'
import { buildPreset } from './presets.ts'
import { userRolesQuery } from './queries.ts'

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
  access: noAccess,
})
export type UserDraft = ReturnType<typeof toDraft>

/** Access to no channel beside the user roles. */
const noAccess: Access = { preset: 'viewer', channels: [] }

/** A link with which a new user sets a password; undefined when the server has mailed one. */
type Made = { email: string; link?: { token: string; expiry: string } | undefined }

/** Returns the name of a user role with exactly these permissions, which is made when there is none. */
async function ensureRole({ preset, channels }: Access, name: string): Promise<string> {
  const permissions = buildPreset(preset, channels)
  const roles = await call(userRolesApi.list, {})
  const same = roles.find((role) => isSame(role.permissions, permissions))
  if (same) return same.name
  const isTaken = (wanted: string) => roles.some((role) => role.name === wanted)
  const names = [name, ...roles.map((_, i) => `${name} (${i + 2})`)]
  const free = names.find((wanted) => !isTaken(wanted)) ?? name
  await call(userRolesApi.create, { body: { name: free, permissions } })
  return free
}

/** A new user gets no password from us: a one-time link lets the person set it. */
async function makeLink(email: string): Promise<Made> {
  const { linkExpires } = await call(usersApi.get, { params: { email } })
  if (linkExpires) return { email }
  return { email, link: await call(usersApi.passwordLink, { params: { email } }) }
}

/** The state of the form. It outlives a refusal, a lost connection and the deletion of the user by somebody else. */
export function useUserForm(target: EditTarget<User>, saved: (email: string) => void) {
  const t = useMessages('access')
  const channels = useChannels().data ?? []
  const client = useQueryClient()
  const stored = target.gone ? undefined : target.value
  const { draft, known, touched, change } = useDraft(toDraft(target.value))
  const save = useMutation({
    mutationFn: async (): Promise<Made | undefined> => {
      const { access } = draft
      const names = access.channels.map((entry) => readChannelEntry(entry, channels)).join(', ')
      const role = access.channels.length > 0 && (await ensureRole(access, nameRole(access, names)))
      const groups = role ? [...new Set([...draft.groups, role])] : draft.groups
      if (!stored) {
        const { language, access: _, ...fields } = draft
        const settings = language ? { language } : undefined
        await call(usersApi.create, { body: { ...fields, groups, settings, msisdn: fields.msisdn || null } })
        return makeLink(draft.email).catch(() => undefined)
      }
      const { email: _, language: chosen, access: __, ...changes } = pickChanges({ ...draft, groups }, known)
      // Settings are one field: what else stands there is kept.
      const settings = chosen === undefined ? undefined : { ...stored.settings, language: chosen || undefined }
      await call(usersApi.update, { params: { email: stored.email }, body: { ...changes, settings } })
      return undefined
    },
    onSuccess: (made) => {
      if (!made) saved(draft.email)
    },
    onSettled: () =>
      Promise.all([usersQuery, userRolesQuery].map(({ queryKey }) => client.invalidateQueries({ queryKey }))),
  })
  const nameRole = ({ preset }: Access, names: string) =>
    t('role.name', { preset: t(preset), channels: names }).slice(0, 100)
  const { error } = save
  const describeFailure = useSaveFailure()
  const users = useQuery({ ...usersQuery, enabled: false })
  const name = draft.email.trim().toLowerCase()
  const exists = users.data?.some(({ email }) => email === name) ?? false
  return {
    stored,
    made: save.data,
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
