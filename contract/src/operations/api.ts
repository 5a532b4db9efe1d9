import { auditEventsApi } from './audits/audit-events.ts'
import { auditFeedApi } from './audits/audit-feed.ts'
import { patientReportApi } from './audits/patient-report.ts'
import { auditsApi } from './audits.ts'
import { contactGroupsApi } from './contact-groups.ts'
import { healthApi } from './health.ts'
import { historyApi } from './history.ts'
import { issuesApi } from './issues.ts'
import { liveApi } from './live.ts'
import { logsApi } from './logs.ts'
import { metricsApi } from './metrics.ts'
import { nodesApi } from './nodes.ts'
import { notesApi } from './notes.ts'
import { acknowledgementApi } from './notices/acknowledgement.ts'
import { noticesApi } from './notices.ts'
import { refusalsApi } from './refusals.ts'
import { silenceApi } from './silence.ts'
import { tasksApi } from './tasks.ts'
import { visualizersApi } from './visualizers.ts'

/** All endpoints of everyday operation, by concept. */
export const operationsApis = {
  contactGroups: contactGroupsApi,
  acknowledgement: acknowledgementApi,
  notices: noticesApi,
  audits: auditsApi,
  auditEvents: auditEventsApi,
  auditFeed: auditFeedApi,
  patientReport: patientReportApi,
  refusals: refusalsApi,
  issues: issuesApi,
  metrics: metricsApi,
  health: healthApi,
  silence: silenceApi,
  live: liveApi,
  tasks: tasksApi,
  visualizers: visualizersApi,
  logs: logsApi,
  nodes: nodesApi,
  history: historyApi,
  notes: notesApi,
}
