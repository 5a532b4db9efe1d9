import type { Permissions } from '@mediary/contract/permission'

/** The actions that the palette offers on every page. */
const actions = [
  { messageKey: 'do.client', address: '/clients?client=new', icon: 'plus', permission: 'client-manage-all' },
  { messageKey: 'do.channel', address: '/channels/new', icon: 'plus', permission: 'channel-manage-all' },
  { messageKey: 'do.user', address: '/users?edit=new', icon: 'plus', permission: 'user-manage' },
] as const

export const actionsFor = (permissions: Permissions | undefined) =>
  actions.filter(({ permission }) => permissions?.[permission])
