import { type Issue, issue } from '@mediary/contract/problem'
import { Email, NewUser, UserChanges } from '@mediary/contract/users'
import { z } from 'zod'
import { invalidRequest } from '../../platform/http/problem.ts'
import { validate } from '../../platform/http/validate.ts'
import { dropMasks } from '../mask.ts'
import { findKeptId, readRecord } from '../read-record.ts'
import type { ImportContext, ImportedRecord, Importer } from '../stores.ts'

const Named = z.looseObject({ email: Email })

/** Adds or merges a user. Groups that do not exist become user roles without permissions. */
export const importUser: Importer = async (sent, context) => {
  const { users, userRoles } = context.stores
  const { record, notes } = leaveOut(dropMasks(sent).record)
  const { email } = readRecord(Named, record).fields
  const own = context.caller.permissions
  const known = new Set((await userRoles.list()).map(({ name }) => name))
  const groups = Array.isArray(record.groups) ? record.groups.filter((group) => !known.has(`${group}`)) : []
  const made = groups.map((group) => issue('', 'import-user-role-added', { name: `${group}` }))
  const { user, passwordHash } = (await users.account(email)) ?? {}
  if (!user) {
    const { fields, notes: unknown } = readRecord(NewUser, record)
    const id = await users.create(fields, own, { addGroups: true, keptId: findKeptId(sent, context) })
    return { id, inserted: true, notes: [...notes, ...unknown, ...made] }
  }
  const { fields, notes: unknown } = readRecord(UserChanges, record)
  if (fields.password || fields.passwordHash) refuseOwnPassword(email, context)
  const { id, passwordChanged } = await users.update(email, fields, own, { addGroups: true })
  if (passwordChanged && passwordHash !== undefined) await endSessions(id, context)
  return { id, inserted: false, notes: [...notes, ...unknown, ...made] }
}

/** Leaves out what OpenHIM stores with a user and this program does not have. */
function leaveOut(record: ImportedRecord): { record: ImportedRecord; notes: Issue[] } {
  const links = ['token', 'tokenType', 'expiry'].filter(
    (field) => record[field] !== null && record[field] !== undefined,
  )
  const isOpenID = record.provider === 'openid'
  const dropped = [...links, ...(isOpenID ? ['provider'] : [])]
  return {
    record: Object.fromEntries(Object.entries(record).filter(([field]) => !dropped.includes(field))),
    notes: [
      ...(links.length ? [issue('', 'import-link-dropped')] : []),
      ...(isOpenID ? [issue('', 'import-user-of-openid')] : []),
    ],
  }
}

/** A user whose session somebody has found must not lose the account. */
function refuseOwnPassword(email: string, { caller }: ImportContext) {
  if (caller.by === 'session' && caller.user?.email === email)
    throw invalidRequest([issue('password', 'own-password-in-session')])
}

const endSessions = (id: string, { caller, isRehearsal, endSessions }: ImportContext) =>
  isRehearsal ? undefined : endSessions(id, caller.session)

const Passport = z.looseObject({
  protocol: z.enum(['local', 'token', 'openid']),
  email: Email,
  password: z.string().nullish(),
  passwordAlgorithm: z.string().nullish(),
  passwordHash: z.string().nullish(),
  passwordSalt: z.string().nullish(),
})
type Passport = z.infer<typeof Passport>

/** Gives a user the password of a passport: a bcrypt hash (local) or a salted digest (token). */
export const importPassport: Importer = async (sent, context) => {
  const { fields } = readRecord(Passport, sent)
  if (fields.protocol === 'openid') throw invalidRequest([issue('protocol', 'passport-of-openid')])
  if (isSecond(fields, context)) return { inserted: false, notes: [describeSecond(fields)] }
  refuseOwnPassword(fields.email, context)
  const { users } = context.stores
  const account = await users.account(fields.email)
  const bundled = context.bundle.get('Users') ?? []
  // A rehearsal keeps no user, so that there is nobody to give the password to.
  if (!account && context.isRehearsal && bundled.some(({ email }) => isSame(email, fields.email)))
    return { inserted: true, notes: [] }
  const { id } = await users.update(fields.email, toChanges(fields), context.caller.permissions)
  await endSessions(id, context)
  return { inserted: !account?.passwordHash, notes: [] }
}

function toChanges({ protocol, password, passwordAlgorithm, passwordHash, passwordSalt }: Passport) {
  const credentials =
    protocol === 'token'
      ? { passwordAlgorithm, passwordHash, passwordSalt }
      : { passwordAlgorithm: 'bcrypt', passwordHash: password }
  return validate(UserChanges, credentials)
}

const isSame = (email: unknown, other: string) => typeof email === 'string' && email.trim().toLowerCase() === other

/** OpenHIM signs a user in by the passport that the provider of the user names, and keeps the other one beside it. */
function isSecond({ email, protocol }: Passport, { bundle }: ImportContext): boolean {
  const user = (bundle.get('Users') ?? []).find((one) => isSame(one.email, email))
  const wanted = user?.provider === 'token' ? 'token' : 'local'
  const others = (bundle.get('Passports') ?? []).filter((one) => isSame(one.email, email) && one.protocol === wanted)
  return protocol !== wanted && others.length > 0
}

const describeSecond = ({ protocol }: Passport) => issue('', 'import-second-passport', { protocol })
