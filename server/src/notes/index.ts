export { noteHistory } from './history.ts'
export { noteRoutes } from './routes.ts'
export { deleteOrphanedNotes, deleteTransactionNotes, noteStore } from './store.ts'
