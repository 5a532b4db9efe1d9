import { type Role, rolesApi } from '@mediary/contract/roles'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../../lib/api/call.ts'
import { Unreachable } from '../../lib/api/problem.ts'
import { newUuid } from '../../lib/uuid.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Alerts } from '../../ui/alerts.tsx'
import { useErrorSentence } from '../../ui/failure.tsx'

/** A new role that has not been saved. */
export type RoleDraft = {
  id: string
  name: string
  channels: ReadonlySet<string>
  clients: ReadonlySet<string>
  saving: boolean
}

const toggleId = (set: ReadonlySet<string>, id: string) =>
  set.has(id) ? new Set([...set].filter((one) => one !== id)) : new Set([...set, id])

/** Leaves out what was deleted meanwhile: the matrix shows nothing by which a person could take it out. */
const toReferences = (ids: ReadonlySet<string>, existing: readonly { _id: string }[]) =>
  existing.filter(({ _id }) => ids.has(_id)).map(({ _id }) => ({ _id }))

type Existing = { channels: readonly { _id: string }[]; clients: readonly { _id: string }[] }
const toIds = (references: readonly { _id: string }[]) => new Set(references.map(({ _id }) => _id))

export function useDrafts(alerts: Alerts, { channels, clients }: Existing) {
  const t = useMessages('roles')
  const sentence = useErrorSentence()
  const client = useQueryClient()
  const [drafts, setDrafts] = useState<readonly RoleDraft[]>([])

  const change = (id: string, part: Partial<RoleDraft>) =>
    setDrafts((all) => all.map((draft) => (draft.id === id ? { ...draft, ...part } : draft)))
  const discard = (id: string) => setDrafts((all) => all.filter((draft) => draft.id !== id))
  const add = () => {
    alerts.clear()
    const none: ReadonlySet<string> = new Set()
    setDrafts((all) => [...all, { id: newUuid(), name: '', channels: none, clients: none, saving: false }])
  }
  /** Keeps what was typed over a deleted role as a new role. */
  const keep = (role: Role, name: string) => {
    const held = { channels: toIds(role.channels), clients: toIds(role.clients) }
    setDrafts((all) => [...all, { id: newUuid(), name, ...held, saving: false }])
  }
  const flip = (draft: RoleDraft, kind: 'channels' | 'clients', id: string) => {
    alerts.clear()
    if (!draft.name.trim()) return alerts.add('failure', t('name.first'))
    change(draft.id, { [kind]: toggleId(draft[kind], id) })
  }
  const save = async (draft: RoleDraft) => {
    alerts.clear()
    const name = draft.name.trim()
    if (!name) return alerts.add('failure', t('name.first'))
    change(draft.id, { saving: true })
    try {
      const body = {
        name,
        channels: toReferences(draft.channels, channels),
        clients: toReferences(draft.clients, clients),
      }
      await call(rolesApi.create, { body })
      await client.invalidateQueries()
      discard(draft.id)
      alerts.add('success', t('created', { role: name }))
    } catch (error) {
      change(draft.id, { saving: false })
      const messageKey = error instanceof Unreachable ? 'create.unknown' : 'create.refused'
      alerts.add('failure', t(messageKey, { role: name, reason: sentence(error) }))
    }
  }
  const touched = drafts.some(({ name, channels: on, clients: held }) => name !== '' || on.size + held.size > 0)
  return { drafts, touched, add, keep, change, discard, flip, save }
}
export type Drafts = ReturnType<typeof useDrafts>
