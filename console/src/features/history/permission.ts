import { historyObjects } from '@mediary/contract/operations/history/objects'
import type { Permissions } from '@mediary/contract/permission'
import { mayAny } from '../../lib/permissions.ts'

/** Returns whether a user can see the history of anything. */
export const mayViewHistory = (permissions: Permissions) =>
  Object.values(historyObjects).some(({ view }) => mayAny(permissions, view))
