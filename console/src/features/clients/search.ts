import { type AddressOf, addressSchema, choiceParameter, textParameter } from '../../lib/address.ts'
import { RolesSearch } from '../roles/search.ts'
import { TryItSearch } from '../try-it/search.ts'
import { clientColumns } from './list-rules.ts'

export const ClientsSearch = addressSchema({
  ...RolesSearch.shape,
  ...TryItSearch.shape,
  find: textParameter,
  sort: choiceParameter(clientColumns),
  order: choiceParameter(['up', 'down']),
  /** An id, or `new`. */
  client: textParameter,
  /** The Client ID with which a new client begins. */
  clientID: textParameter,
  /** The Domain with which a new client begins. */
  clientDomain: textParameter,
  tab: choiceParameter(['basic', 'authentication']),
  /** Id of the client that is about to be disabled or enabled. */
  status: textParameter,
  /** Id of the client whose credentials are shown. */
  credentials: textParameter,
  /** Id of the client that is about to be deleted. */
  delete: textParameter,
})
export type ClientsSearch = AddressOf<typeof ClientsSearch>
