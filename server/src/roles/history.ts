import { z } from 'zod'
import { type ObjectHistory, refuseInUse, type Undo } from '../history/index.ts'
import type { Database } from '../platform/database/database.ts'
import { may } from '../platform/http/caller.ts'
import { conflict } from '../platform/http/problem.ts'
import { isClientID, roleNamed } from './rows.ts'

type List = (trx: Database['kysely']) => Promise<{ _id: string; name: string; names: string[] }[]>
type Deps = { clients: { list: List }; channels: { list: List } }

export const RoleRow = z.object({ id: z.string(), name: z.string(), made_for: z.string().nullable() })

export const roleHistory = (deps: Deps): ObjectHistory => ({
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
  finishUndo: (undo) => refuseRole(undo, deps),
})

/** Refuses a name that a client has, and to take away a name that clients or channels hold. */
async function refuseRole({ trx, caller, changes }: Undo, { clients, channels }: Deps) {
  for (const { before, after } of changes) {
    const [former, next] = [before, after].map((row) => row && RoleRow.parse(row).name)
    if (next !== undefined && next !== former && (await isClientID(trx, next)))
      throw conflict('role-is-a-client-id', { name: next })
    if (former === undefined || former === next || (await isClientID(trx, former))) continue
    // Another role may have got the name in the same change.
    if (await roleNamed(trx, former)) continue
    const holds = ({ names }: { names: string[] }) => names.includes(former)
    refuseInUse(former, (await clients.list(trx)).filter(holds), (id) => may(caller, 'client-view-all', id))
    refuseInUse(former, (await channels.list(trx)).filter(holds), (id) => may(caller, 'channel-view-all', id))
  }
}
