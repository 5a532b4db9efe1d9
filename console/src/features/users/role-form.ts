import { Permissions } from '@mediary/contract/permission'
import { type UserRole, userRolesApi } from '@mediary/contract/users'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { type EditTarget, useDraft } from '../../lib/draft.ts'
import { useSaveFailure } from '../../ui/failure.tsx'
import { type Lists, listGranted, toFlags, toLists } from './permissions.ts'
import { userRolesQuery } from './queries.ts'

const toDraft = (role: UserRole | undefined) => ({
  name: role?.name ?? '',
  granted: role ? listGranted(role.permissions) : [],
  lists: toLists(role?.permissions),
})
export type UserRoleDraft = { name: string; granted: readonly string[]; lists: Lists }

export const toPermissions = ({ granted, lists }: Pick<UserRoleDraft, 'granted' | 'lists'>): Permissions =>
  Permissions.parse({ ...toFlags(granted), ...lists })

/** The state of the form. It outlives a refusal, a lost connection and the deletion of the role by somebody else. */
export function useUserRoleForm(target: EditTarget<UserRole>, saved: (name: string) => void) {
  const client = useQueryClient()
  const stored = target.gone ? undefined : target.value
  const { draft, touched, change } = useDraft<UserRoleDraft>(toDraft(target.value))
  const save = useMutation({
    mutationFn: () => {
      const body = { name: draft.name.trim(), permissions: toPermissions(draft) }
      return stored
        ? call(userRolesApi.update, { params: { name: stored.name }, body })
        : call(userRolesApi.create, { body })
    },
    onSuccess: () => saved(draft.name.trim()),
    onSettled: () => client.invalidateQueries(),
  })
  const describeFailure = useSaveFailure()
  const roles = useQuery({ ...userRolesQuery, enabled: false })
  const name = draft.name.trim()
  const exists = roles.data?.some((role) => role.name === name) ?? false
  return {
    draft,
    change: (part: Partial<UserRoleDraft>) => {
      change(part)
      if (!save.isPending) save.reset()
    },
    touched: touched || target.gone,
    save: () => save.mutate(),
    saving: save.isPending,
    failure: describeFailure(save.error, { isNew: !stored, touched, name, exists }),
  }
}
