import { auditEvents, audits } from './audits.ts'
import { configuration } from './configuration.ts'
import { fixes } from './fixes.ts'
import { history, historyFields, historyValues } from './history.ts'
import { issues } from './issues.ts'
import { leak } from './leak.ts'
import { limits } from './limits.ts'
import { noticeChoices } from './notice-choices.ts'
import { channelAlerts, notices } from './notices.ts'
import { legalHolds, patientReport } from './patients.ts'
import { shadow } from './shadow.ts'
import { silence } from './silence.ts'

export const oversight = {
  auditEvents,
  audits,
  channelAlerts,
  configuration,
  fixes,
  history,
  historyFields,
  historyValues,
  issues,
  leak,
  legalHolds,
  limits,
  noticeChoices,
  notices,
  patientReport,
  shadow,
  silence,
}
