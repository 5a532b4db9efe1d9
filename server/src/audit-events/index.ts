export { eventSource } from './event-source.ts'
export { auditFeed } from './feed/feed.ts'
export { fhirClient } from './feed/fhir-client.ts'
export { auditFeedRoutes } from './feed/routes.ts'
export { patientFollower } from './follower.ts'
export { readIndexedUntil } from './indexed-until.ts'
export { noteLateTransaction } from './late-transactions.ts'
export { patientReportRoutes } from './patient-report.ts'
export {
  deleteEventPatients,
  deleteOldEventPatients,
  type PatientIndex,
  patientIndex,
} from './patients/patient-index.ts'
export { reindexPatients } from './reindex-patients.ts'
export { auditEventRoutes } from './routes.ts'
