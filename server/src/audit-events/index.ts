export { eventSource } from './event-source.ts'
export { patientFollower } from './follower.ts'
export { deleteEventPatients, deleteOldEventPatients, patientIndex } from './patients/patient-index.ts'
export { auditEventRoutes } from './routes.ts'
