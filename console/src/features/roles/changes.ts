import { type Role, rolesApi } from '@mediary/contract/roles'
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../../lib/api/call.ts'
import { Unreachable } from '../../lib/api/problem.ts'
import { rolesQuery } from '../../lib/api/queries.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { useErrorSentence } from '../../ui/failure.tsx'
import { type Membership, toBody, withMembership } from './rules.ts'

const mutationKey = ['roles']
type Wanted = { role: string; change: Membership }

const showChange = (client: QueryClient, name: string, change: Membership) =>
  client.setQueryData(rolesQuery.queryKey, (roles) =>
    roles?.map((role) => (role.name === name ? withMembership(role, change) : role)),
  )

/** Saves one change. A list is sent whole, so the change is applied to the current list of the server: no other tick is lost. */
async function save({ role, change }: Wanted) {
  const params = { name: role }
  const current = await call(rolesApi.get, { params })
  return call(rolesApi.update, { params, body: toBody(withMembership(current, change), change) })
}

/** Saves ticks and assignments: they show at once, are saved one after the other, and are reverted when the server refuses. */
export function useMembership(alerts: Alerts) {
  const t = useMessages('roles')
  const sentence = useErrorSentence()
  const client = useQueryClient()
  const { mutate } = useMutation({
    mutationKey,
    scope: { id: 'roles' },
    mutationFn: save,
    onMutate: async ({ role, change }) => {
      alerts.clear()
      await client.cancelQueries({ queryKey: rolesQuery.queryKey })
      showChange(client, role, change)
    },
    onError: (error, { role, change }) => {
      showChange(client, role, { ...change, on: !change.on })
      const messageKey = error instanceof Unreachable ? 'unknown' : 'refused'
      alerts.add('failure', t(messageKey, { role, reason: sentence(error) }))
    },
    // Reloading while another tick is under way would show that one as lost.
    onSettled: () => (client.isMutating({ mutationKey }) === 1 ? client.invalidateQueries() : undefined),
  })
  return (role: string, change: Membership) => mutate({ role, change })
}

export function useRename(alerts: Alerts) {
  const t = useMessages('roles')
  const sentence = useErrorSentence()
  const client = useQueryClient()
  return async (role: Role, name: string, others: readonly Role[]): Promise<boolean> => {
    alerts.clear()
    if (name === role.name) return true
    if (others.some((other) => other.name === name)) {
      alerts.add('failure', t('name.taken', { role: name }))
      return false
    }
    try {
      await call(rolesApi.update, { params: { name: role.name }, body: { name } })
      return true
    } catch (error) {
      const messageKey = error instanceof Unreachable ? 'unknown' : 'refused'
      alerts.add('failure', t(messageKey, { role: role.name, reason: sentence(error) }))
      return false
    } finally {
      await client.invalidateQueries()
    }
  }
}
