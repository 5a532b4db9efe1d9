// A file of its own: the navigation of the console needs the names, and not the shapes.
import type { Permission } from '../../permission.ts'

/** The objects of the configuration whose changes are kept, with the permissions to see them and to undo a change. */
export const historyObjects = {
  client: { view: 'client-view-all', manage: 'client-manage-all' },
  role: { view: 'client-role-view-all', manage: 'client-role-manage-all' },
  channel: { view: 'channel-view-all', manage: 'channel-manage-all' },
  user: { view: 'user-view', manage: 'user-manage' },
  'user-role': { view: 'user-role-view', manage: 'user-role-manage' },
  certificate: { view: 'certificates-view', manage: 'certificates-manage' },
  'revocation-list': { view: 'certificates-view', manage: 'certificates-manage' },
  'contact-group': { view: 'contact-list-view', manage: 'contact-list-manage' },
  mediator: { view: 'mediator-view-all', manage: 'mediator-manage-all' },
  visualizer: { view: 'visualizer-view', manage: 'visualizer-manage' },
  'saved-view': { view: 'user-view', manage: 'user-manage' },
  app: { view: 'app-view-all', manage: 'app-manage-all' },
  setting: { view: 'client-view-all', manage: 'client-manage-all' },
  'notice-settings': { view: 'contact-list-view', manage: 'user-manage' },
} as const satisfies Record<string, { view: Permission; manage: Permission }>
export type HistoryObject = keyof typeof historyObjects
