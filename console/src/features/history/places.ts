import type { HistoryEntry } from '@mediary/contract/operations/history'

type Thing = Pick<HistoryEntry, 'object' | 'objectId' | 'name'>

/** Returns the address where an object is shown; undefined when it has none. */
export function findPlace({ object, objectId, name }: Thing): string | undefined {
  const find = new URLSearchParams({ find: name }).toString()
  const places: Record<HistoryEntry['object'], string> = {
    client: `/clients/${objectId}`,
    role: `/clients?${new URLSearchParams({ findRole: name })}`,
    channel: `/channels/${objectId}`,
    user: `/users?${find}`,
    'user-role': `/users?${new URLSearchParams({ role: name })}`,
    certificate: '/certificates',
    'revocation-list': '/certificates',
    'contact-group': '/contact-lists',
    mediator: '/mediators',
    visualizer: '/visualizer',
    app: '',
    'saved-view': '',
    setting: objectId.startsWith('token-issuer:') ? '/settings/issuers' : '/settings',
    'notice-settings': '/notices?view=settings',
  }
  return places[object] || undefined
}

/** Returns the address of the history of some objects, or of one. */
export const toHistoryAddress = ({ object, id }: Pick<HistoryEntry, 'object'> & { id?: string | undefined }) =>
  `/history?${new URLSearchParams({ object, ...(id !== undefined && { id }) })}`
