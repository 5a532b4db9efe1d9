export { type BodyPolicy, buildCalls, collectBodies } from './bodies.ts'
export { type ImportedTransaction, transactionImporter } from './imported.ts'
export { mediatorUpdateRoutes } from './routes.ts'
export type { StatusChange } from './update.ts'
