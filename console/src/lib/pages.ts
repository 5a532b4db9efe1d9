import { historyObjects } from '@mediary/contract/operations/history/objects'
import type { Permissions } from '@mediary/contract/permission'
import { mayAny } from './permissions.ts'

export type PageKey =
  | 'dashboard'
  | 'now'
  | 'visualizer'
  | 'clients'
  | 'channels'
  | 'mediators'
  | 'transactions'
  | 'tasks'
  | 'refusals'
  | 'issues'
  | 'retention'
  | 'certificates'
  | 'contact-lists'
  | 'users'
  | 'history'
  | 'audits'
  | 'notices'
  | 'settings'
  | 'export-import'
  | 'nodes'
  | 'logs'
  | 'about'

/** The headings of the left navigation, in order. */
export const pageGroups = ['traffic', 'configuration', 'server'] as const

type NavigationEntry = {
  key: PageKey
  group: (typeof pageGroups)[number]
  to: '/' | `/${Exclude<PageKey, 'dashboard'>}`
  may: (permissions: Permissions) => boolean
}

const everyone = () => true

/** Returns whether a user can see the history of anything. */
const mayViewHistory = (permissions: Permissions) =>
  Object.values(historyObjects).some(({ view }) => mayAny(permissions, view))

/** The pages of the left navigation, in order within their groups, with the permission that opens each. */
export const pages: readonly NavigationEntry[] = [
  { key: 'dashboard', group: 'traffic', to: '/', may: everyone },
  { key: 'now', group: 'traffic', to: '/now', may: everyone },
  {
    key: 'transactions',
    group: 'traffic',
    to: '/transactions',
    may: (has) => mayAny(has, 'transaction-view-all'),
  },
  { key: 'visualizer', group: 'traffic', to: '/visualizer', may: (has) => mayAny(has, 'visualizer-view') },
  {
    key: 'tasks',
    group: 'traffic',
    to: '/tasks',
    may: (has) => has['transaction-rerun-all'] || has['transaction-rerun-specified'].length > 0,
  },
  { key: 'issues', group: 'traffic', to: '/issues', may: (has) => mayAny(has, 'transaction-view-all') },
  { key: 'refusals', group: 'traffic', to: '/refusals', may: (has) => mayAny(has, 'transaction-view-all') },
  { key: 'clients', group: 'configuration', to: '/clients', may: (has) => mayAny(has, 'client-view-all') },
  { key: 'channels', group: 'configuration', to: '/channels', may: (has) => mayAny(has, 'channel-view-all') },
  { key: 'mediators', group: 'configuration', to: '/mediators', may: (has) => mayAny(has, 'mediator-view-all') },
  { key: 'certificates', group: 'configuration', to: '/certificates', may: (has) => has['certificates-view'] },
  { key: 'users', group: 'configuration', to: '/users', may: (has) => has['user-view'] },
  {
    key: 'contact-lists',
    group: 'configuration',
    to: '/contact-lists',
    may: (has) => mayAny(has, 'contact-list-view'),
  },
  { key: 'export-import', group: 'configuration', to: '/export-import', may: (has) => has['import-export'] },
  { key: 'history', group: 'server', to: '/history', may: mayViewHistory },
  { key: 'audits', group: 'server', to: '/audits', may: (has) => has['audit-trail-view'] },
  { key: 'notices', group: 'server', to: '/notices', may: (has) => mayAny(has, 'contact-list-view') },
  { key: 'settings', group: 'server', to: '/settings', may: (has) => has['client-view-all'] },
  {
    key: 'retention',
    group: 'server',
    to: '/retention',
    may: (has) => has['channel-view-all'] || has['channel-view-specified'].length > 0,
  },
  { key: 'nodes', group: 'server', to: '/nodes', may: (has) => has['logs-view'] },
  { key: 'logs', group: 'server', to: '/logs', may: (has) => has['logs-view'] },
  { key: 'about', group: 'server', to: '/about', may: everyone },
]

/** Pages without an entry of their own in the navigation, with the permission that opens each. */
const furtherPages = [
  // The comparison tells about all channels.
  { key: 'shadow', may: (has: Permissions) => has['transaction-view-all'] },
] as const

export type FurtherPageKey = (typeof furtherPages)[number]['key']

export const mayOpen = (key: PageKey | FurtherPageKey, permissions: Permissions) =>
  [...pages, ...furtherPages].find((page) => page.key === key)?.may(permissions) ?? false
