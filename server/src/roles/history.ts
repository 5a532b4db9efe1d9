import { z } from 'zod'
import type { ObjectHistory } from '../history/index.ts'

const RoleRow = z.object({ id: z.string(), name: z.string(), made_for: z.string().nullable() })

export const roleHistory: ObjectHistory = {
  object: 'role',
  changeKind: 'role',
  tables: { roles: { key: 'id', findObject: (row) => RoleRow.parse(row).id } },
  main: 'roles',
  getName: (row) => RoleRow.parse(row).name,
  getResource: (row) => RoleRow.parse(row).name,
  show({ roles = [] }) {
    const [row] = roles.map((one) => RoleRow.parse(one))
    return row ? { name: row.name, ...(row.made_for !== null && { madeFor: row.made_for }) } : {}
  },
}
