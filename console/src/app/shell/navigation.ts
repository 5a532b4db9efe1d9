import type { Permissions } from '@mediary/contract/permission'
import { mayAny } from '../../lib/permissions.ts'
import type { IconName } from '../../ui/icons.tsx'

export type PageKey =
  | 'dashboard'
  | 'clients'
  | 'channels'
  | 'transactions'
  | 'tasks'
  | 'refusals'
  | 'retention'
  | 'certificates'
  | 'users'
  | 'settings'
  | 'about'

type NavigationEntry = {
  key: PageKey & IconName
  to: '/' | `/${Exclude<PageKey, 'dashboard'>}`
  may: (permissions: Permissions) => boolean
}

const everyone = () => true

/** The pages of the left navigation, in order, with the permission that opens each. */
export const pages: readonly NavigationEntry[] = [
  { key: 'dashboard', to: '/', may: everyone },
  {
    key: 'clients',
    to: '/clients',
    may: (has) => mayAny(has, 'client-view-all'),
  },
  {
    key: 'channels',
    to: '/channels',
    may: (has) => mayAny(has, 'channel-view-all'),
  },
  {
    key: 'transactions',
    to: '/transactions',
    may: (has) => mayAny(has, 'transaction-view-all'),
  },
  {
    key: 'tasks',
    to: '/tasks',
    may: (has) => has['transaction-rerun-all'] || has['transaction-rerun-specified'].length > 0,
  },
  { key: 'refusals', to: '/refusals', may: (has) => has['transaction-view-all'] },
  {
    key: 'retention',
    to: '/retention',
    may: (has) => has['channel-view-all'] || has['channel-view-specified'].length > 0,
  },
  { key: 'certificates', to: '/certificates', may: (has) => has['certificates-view'] },
  { key: 'users', to: '/users', may: (has) => has['user-view'] },
  { key: 'settings', to: '/settings', may: (has) => has['client-view-all'] },
  { key: 'about', to: '/about', may: everyone },
]

export const mayOpen = (key: PageKey, permissions: Permissions) =>
  pages.find((page) => page.key === key)?.may(permissions) ?? false

/** The actions that the palette offers on every page. */
const actions = [
  { messageKey: 'do.client', address: '/clients?client=new', icon: 'plus', permission: 'client-manage-all' },
  { messageKey: 'do.channel', address: '/channels/new', icon: 'plus', permission: 'channel-manage-all' },
  { messageKey: 'do.user', address: '/users?edit=new', icon: 'plus', permission: 'user-manage' },
] as const

export const actionsFor = (permissions: Permissions | undefined) =>
  actions.filter(({ permission }) => permissions?.[permission])
