import type { Role } from '@mediary/contract/roles'
import { useEffect, useRef, useState } from 'react'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import type { Drafts } from './drafts.ts'

/** The roles that are being renamed, with the typed names. They outlive scrolling and a refusal. */
export function useRenaming(roles: readonly Role[], drafts: Drafts, alerts: Alerts) {
  const t = useMessages('roles')
  const [typed, setTyped] = useState<ReadonlyMap<string, string | undefined>>(new Map())
  const former = useRef(roles)
  const end = (id: string) => setTyped((all) => new Map([...all].filter(([one]) => one !== id)))

  // When somebody else deletes a role, the typed name stays: its row becomes a new role.
  useEffect(() => {
    const lost = former.current.filter(({ _id }) => typed.has(_id) && !roles.some((role) => role._id === _id))
    former.current = roles
    if (lost.length === 0) return
    setTyped((all) => new Map([...all].filter(([id]) => !lost.some(({ _id }) => _id === id))))
    for (const role of lost) {
      const name = typed.get(role._id)
      if (name === undefined || name === role.name) continue
      drafts.keep(role, name)
      alerts.add('warning', t('gone', { role: role.name }))
    }
  }, [roles, typed, drafts, alerts, t])

  return {
    isOn: typed.size > 0,
    has: (id: string) => typed.has(id),
    getName: (role: Role) => typed.get(role._id) ?? role.name,
    touched: roles.some(({ _id, name }) => (typed.get(_id) ?? name) !== name),
    type: (id: string, name: string) => setTyped((all) => new Map([...all, [id, name]])),
    toggle: () =>
      setTyped((all) => new Map(all.size > 0 ? [] : roles.map(({ _id }): [string, undefined] => [_id, undefined]))),
    end,
  }
}
export type Renaming = ReturnType<typeof useRenaming>
