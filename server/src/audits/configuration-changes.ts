import type { Change } from '@mediary/contract/configuration'
import type { Caller } from '../platform/http/caller.ts'
import { type EventKind, outcomes } from './events.ts'
import type { AuditJournal } from './journal.ts'

type Changed = Pick<Change, 'action' | 'kind' | 'id' | 'name'>

const actions = { create: 'C', change: 'U', remove: 'D' } as const
const kindsOfUsers: readonly string[] = ['users', 'user-roles']
const kindsOfSecurity: readonly string[] = ['clients', 'roles', 'certificates', 'settings']

function toKind(kind: string): EventKind {
  if (kindsOfUsers.includes(kind)) return 'user-change'
  return kindsOfSecurity.includes(kind) ? 'security-change' : 'change'
}

/** Returns what adds an entry for each object that a plan has changed. */
export const recordConfigurationChanges =
  (journal: Pick<AuditJournal, 'record'>) =>
  async (changes: readonly Changed[], { user }: Caller): Promise<void> => {
    const entries = changes.map(({ action, kind, id, name }) =>
      journal.record({
        kind: toKind(kind),
        outcome: outcomes.success,
        action: actions[action],
        who: { userID: user?.email ?? '', ...(user && { name: user.name, groups: user.groups }) },
        object: { id: `${kind}/${id}`, details: { type: 'name', value: name.slice(0, 255) } },
      }),
    )
    await Promise.all(entries)
  }
