import { findRows } from '@mediary/contract/api/find'
import { type Client, clientsApi } from '@mediary/contract/clients'

export const clientColumns = [
  'clientID',
  'name',
  'organization',
  'softwareName',
  'description',
  'contactPerson',
  'clientDomain',
  'roles',
] as const
type ClientColumn = (typeof clientColumns)[number]

/** Returns the text of a cell of the list. */
export function getCellText(client: Client, column: ClientColumn): string {
  if (column === 'roles') return client.roles.join(', ')
  if (column !== 'contactPerson') return client[column] ?? ''
  const { contactPerson = '', contactPersonEmail } = client
  return contactPersonEmail ? `${contactPerson} (${contactPersonEmail})`.trim() : contactPerson
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Returns the clients that contain every searched word, in the chosen order: by default, by name. */
export function selectClients(
  clients: readonly Client[],
  find?: string,
  column: ClientColumn = 'name',
  order: 'up' | 'down' = 'up',
) {
  const found = findRows(clientsApi.list.exported.find, find, clients)
  const direction = order === 'up' ? 1 : -1
  return found.sort((a, b) => direction * collator.compare(getCellText(a, column), getCellText(b, column)))
}
