import { Id, Identifier } from '@mediary/contract/api/shapes'
import { z } from 'zod'
import type { ConfigurationKind } from '../configuration/index.ts'
import type { ObjectHistory } from '../history/index.ts'
import { RoleRow } from './history.ts'

const RoleDocument = z.object({
  _id: Id.optional(),
  name: Identifier,
  madeFor: Id.optional(),
})

/** Describes roles to the configuration as code. `madeFor`: the client with which the role came into being. */
export const roleConfiguration = (history: ObjectHistory): ConfigurationKind => ({
  name: 'roles',
  history,
  schema: RoleDocument,
  getName: ({ name }) => `${name}`,
  read({ roles = [] }) {
    const [row] = roles.map((one) => RoleRow.parse(one))
    return row ? { _id: row.id, name: row.name, ...(row.made_for !== null && { madeFor: row.made_for }) } : {}
  },
  write(document) {
    const { _id, name, madeFor = null } = RoleDocument.parse(document)
    return { roles: [{ id: _id, name, made_for: madeFor }] }
  },
})
