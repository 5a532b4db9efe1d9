import { userRolesApi, usersApi } from '../users.ts'
import { ownSessionsApi } from './own-sessions.ts'
import { preferencesApi } from './preferences.ts'
import { previewApi } from './preview.ts'
import { reportPreviewApi } from './report-preview.ts'
import { savedViewsApi } from './saved-views.ts'
import { secondFactorApi } from './second-factor.ts'
import { sessionsApi } from './sessions.ts'
import { viewAsApi } from './view-as.ts'

/** All endpoints of users and their sessions, by concept. */
export const usersApis = {
  sessions: sessionsApi,
  ownSessions: ownSessionsApi,
  viewAs: viewAsApi,
  preferences: preferencesApi,
  secondFactor: secondFactorApi,
  reportPreview: reportPreviewApi,
  savedViews: savedViewsApi,
  users: usersApi,
  userRoles: { ...userRolesApi, ...previewApi },
}
