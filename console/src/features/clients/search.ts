import type { z } from 'zod'
import { choiceParameter, textParameter } from '../../lib/address.ts'
import { RolesSearch } from '../roles/search.ts'
import { TryItSearch } from '../try-it/search.ts'
import { clientColumns } from './list-rules.ts'

export const ClientsSearch = RolesSearch.extend(TryItSearch.shape).extend({
  find: textParameter,
  sort: choiceParameter(clientColumns),
  order: choiceParameter(['up', 'down']),
  client: textParameter.describe('an id, or `new`'),
  clientID: textParameter.describe('the Client ID with which a new client begins'),
  clientDomain: textParameter.describe('the Domain with which a new client begins'),
  tab: choiceParameter(['basic', 'authentication']),
  status: textParameter.describe('id of the client that is about to be disabled or enabled'),
  credentials: textParameter.describe('id of the client whose credentials are shown'),
  delete: textParameter.describe('id of the client that is about to be deleted'),
})
export type ClientsSearch = z.infer<typeof ClientsSearch>
