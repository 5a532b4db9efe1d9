import { z } from 'zod'
import { Find } from '../api/shapes.ts'

/** The file of the list of users, and how the list is searched. */
export const exportedUsers = {
  query: z.object({ find: Find }),
  exported: {
    columns: ['_id', 'email', 'firstname', 'surname', 'groups', 'locked', 'msisdn'],
    find: ['email', 'firstname', 'surname', 'groups'],
  },
}
