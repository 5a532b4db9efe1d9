// Applies an import of clients: all lines in one transaction, or none.
import type { ImportResult, MadeByImport } from '@mediary/contract/clients/import'
import { issue } from '@mediary/contract/problem'
import type { Touch, Write } from '../../platform/database/changes.ts'
import type { Database } from '../../platform/database/database.ts'
import { inChunks } from '../../platform/database/in-chunks.ts'
import type { Caller } from '../../platform/http/caller.ts'
import { conflict, invalidRequest } from '../../platform/http/problem.ts'
import type { IdGenerator } from '../../platform/ids.ts'
import { hashPassword } from '../../platform/passwords.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { ensureRoles, listRoleNames } from '../../roles/index.ts'
import { applyDocument, buildRow } from '../credentials/change.ts'
import { makeSecret } from '../credentials/made-secret.ts'
import { type CredentialRow, groupCredentials, insertCredentials } from '../credentials/rows.ts'
import type { ClientTables } from '../rows.ts'
import type { ClientFile } from './file.ts'
import { type Plan, type PlannedLine, type Present, planImport, toResult } from './plan.ts'

type Trx = Database['kysely']

/** Makes the enrolment codes of some clients, within the transaction of the import. */
type Invite = (trx: Trx, clients: readonly string[]) => Promise<Map<string, { code: string; expires: string }>>
type ImportOptions = { jwtEnabled: boolean; enrolAll: boolean; caller: Caller }
type Password = { secret: string; hash: string }

/** A refused file may have many errors; a person reads the first ones. */
const maxIssues = 100

export type ClientImportStore = ReturnType<typeof clientImportStore>

export function clientImportStore(
  database: Database,
  write: Write,
  deps: { secrets: Secrets; newId: IdGenerator; invite: Invite },
) {
  const plan = async (trx: Trx, file: ClientFile, options: ImportOptions) =>
    planImport(file, await readPresent(trx), { ...options, newId: deps.newId })

  return {
    /** Returns what an import would do. */
    preview: (file: ClientFile, options: ImportOptions): Promise<Plan> => plan(database.kysely, file, options),

    async apply(file: ClientFile, options: ImportOptions): Promise<ImportResult> {
      // Hashing takes long, so it is done before the store is asked to write.
      const passwords = await makePasswords(await plan(database.kysely, file, options))
      return write(async (trx, touch) => {
        const planned = await plan(trx, file, options)
        if (planned.wrong.length) throw refuseFile(planned)
        const lines = planned.lines.filter(({ outcome }) => outcome !== 'same')
        const made = lines.map((line) => makeSecrets(line, passwords, { ...deps, caller: options.caller }))
        await storeClients(trx, touch, made, deps)
        const codes = await deps.invite(
          trx,
          lines.filter(({ makes }) => makes.enrol).map(({ row }) => row.id),
        )
        return { ...toResult(planned), made: made.flatMap((one) => showMade(one, codes)) }
      })
    },
  }
}

async function readPresent(trx: Trx): Promise<Present> {
  const rows = await trx.withTables<ClientTables>().selectFrom('clients').selectAll().execute()
  const credentials = await groupCredentials(trx)
  const subjects = [...credentials.values()].flat().filter(({ kind }) => kind === 'jwt')
  return {
    clients: new Map(rows.map((row) => [row.client_id, { row, credentials: credentials.get(row.id) ?? [] }])),
    roles: new Set(await listRoleNames(trx)),
    subjects: new Map(subjects.map(({ secret, client }) => [secret ?? '', client])),
  }
}

async function makePasswords({ lines, wrong }: Plan): Promise<Map<number, Password>> {
  if (wrong.length) return new Map()
  const made = lines
    .filter(({ makes }) => makes.password)
    .map(async ({ line }): Promise<[number, Password]> => {
      const secret = makeSecret('basic')
      return [line, { secret, hash: await hashPassword(secret) }]
    })
  return new Map(await Promise.all(made))
}

/** A line, the secrets that were made for it, and its new credentials in their stored form. */
type Made = {
  line: PlannedLine
  password?: Password | undefined
  token?: string | undefined
  credentials: CredentialRow[]
}

function makeSecrets(
  line: PlannedLine,
  passwords: ReadonlyMap<number, Password>,
  { secrets, newId, caller }: { secrets: Secrets; newId: IdGenerator; caller: Caller },
): Made {
  const password = passwords.get(line.line)
  if (line.makes.password && !password) throw conflict('import-overtaken')
  const token = line.makes.token ? makeSecret('token') : undefined
  const made_by = JSON.stringify({ id: caller.user?.id ?? '', name: caller.user?.name ?? '' })
  const build = (kind: CredentialRow['kind'], secret: string | undefined) =>
    secret === undefined ? [] : [{ ...buildRow(line.row.id, kind, secret, { newId, now: Date.now() }), made_by }]
  return {
    line,
    password,
    token,
    credentials: [
      ...build('basic', password?.hash),
      ...build('token', token && secrets.digest(token)),
      ...build('certificate', line.certificate),
    ],
  }
}

async function storeClients(trx: Trx, touch: Touch, made: readonly Made[], { newId }: { newId: IdGenerator }) {
  const db = trx.withTables<ClientTables>()
  const added = made.filter(({ line }) => line.isNew)
  await inChunks(added, (some) =>
    db
      .insertInto('clients')
      .values(some.map(({ line }) => line.row))
      .execute(),
  )
  await insertCredentials(
    trx,
    added.flatMap(({ credentials }) => credentials),
  )
  for (const { line, credentials } of made) {
    if (line.isNew) continue
    const { id, definition } = line.row
    await db.updateTable('clients').set({ definition }).where('id', '=', id).execute()
    if (credentials.length) await applyDocument(trx, id, toDocument(credentials), { newId, now: Date.now() })
  }
  const known = new Set(await listRoleNames(trx))
  for (const { line } of made) {
    const missing = line.roles.filter((role) => !known.has(role))
    if (missing.length) await ensureRoles(trx, touch, missing, { newId, madeFor: line.row.id })
    for (const role of missing) known.add(role)
    touch('client', line.row.id)
  }
}

/** Returns the credentials as a document of OpenHIM's form sends them: absent ones stay. */
const toDocument = (credentials: readonly CredentialRow[]) => {
  const find = (kind: CredentialRow['kind']) => credentials.find((one) => one.kind === kind)?.secret ?? undefined
  return { basic: find('basic'), token: find('token'), certificate: find('certificate') }
}

function showMade({ line, password, token }: Made, codes: Awaited<ReturnType<Invite>>): MadeByImport[] {
  const { row, clientID, name } = line
  const enrolment = codes.get(row.id)
  if (!password && !token && !enrolment) return []
  return [
    {
      _id: row.id,
      clientID,
      name,
      ...(password && { password: password.secret }),
      ...(token && { token }),
      ...(enrolment && { enrolment }),
    },
  ]
}

const refuseFile = ({ wrong }: Plan) =>
  invalidRequest(
    wrong.slice(0, maxIssues).map(({ line, column, problem }) => ({
      ...issue(`${line}.${column}`, 'invalid'),
      ...problem,
    })),
  )
