// Writes clients as a CSV file that an import reads without a change.
import type { Client } from '@mediary/contract/clients'
import { type ImportColumn, importColumns, madeHere } from '@mediary/contract/clients/import'
import { writeCsv } from '../../platform/text/csv.ts'
import { writeRolesCell } from './roles-cell.ts'

const columns = importColumns.filter((column) => column !== 'enrol')

export const writeClientFile = (clients: readonly Client[]): string =>
  writeCsv([columns, ...clients.map((client) => columns.map((column) => toCell(client, column)))])

function toCell(client: Client, column: Exclude<ImportColumn, 'enrol'>): string {
  if (column === 'roles') return writeRolesCell(client.roles)
  if (column === 'password') return client.passwordSet ? madeHere : ''
  if (column === 'token') return client.customTokenSet ? madeHere : ''
  return client[column] ?? ''
}
