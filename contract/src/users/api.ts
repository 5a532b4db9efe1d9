import { userRolesApi, usersApi } from '../users.ts'
import { ownSessionsApi } from './own-sessions.ts'
import { previewApi } from './preview.ts'
import { sessionsApi } from './sessions.ts'
import { viewAsApi } from './view-as.ts'

/** All endpoints of users and their sessions, by concept. */
export const usersApis = {
  sessions: sessionsApi,
  ownSessions: ownSessionsApi,
  viewAs: viewAsApi,
  users: usersApi,
  userRoles: { ...userRolesApi, ...previewApi },
}
