import { randomBytes } from 'node:crypto'
import type { SecondFactorState } from '@mediary/contract/users/second-factor'
import type { Database } from '../platform/database/database.ts'
import { conflict } from '../platform/http/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import { codeChecker } from './check-code.ts'
import { digestRecoveryCode, newRecoveryCode } from './recovery-codes.ts'
import { openFactors, readRecovery } from './rows.ts'
import { toBase32 } from './totp.ts'

const recoveryCodes = 10

export type SecondFactorStore = ReturnType<typeof secondFactorStore>

/**
 * Keeps the second factors of users. They are no configuration: an undo must not bring an old secret back. A factor stays
 * with the id of its user, so that undoing the deletion of a user does not take the factor away.
 */
export function secondFactorStore(database: Database, deps: { secrets: Secrets; now?: () => number }) {
  const { secrets, now = Date.now } = deps
  const { db, find, set } = openFactors(database)
  const check = codeChecker(database, { secrets, now })

  /** Makes recovery codes in place of the former ones. */
  const renew = async (userId: string): Promise<string[]> => {
    const codes = Array.from({ length: recoveryCodes }, newRecoveryCode)
    const digests = codes.map((code) => digestRecoveryCode(secrets, userId, code))
    await set(userId, { recovery: JSON.stringify(digests) }).execute()
    return codes
  }

  return {
    ...lookUpFactors(database),

    /** Makes a secret that is still to be confirmed, and returns it in base32. */
    async begin(userId: string): Promise<string> {
      if ((await find(userId))?.confirmed) throw conflict('second-factor-exists')
      const secret = randomBytes(20)
      const sealed = secrets.seal(secret.toString('base64'))
      const fresh = { secret: sealed, begun: now(), last_step: 0, recovery: '[]', failures: 0, failing_since: 0 }
      const added = db.insertInto('second_factors').values({ user_id: userId, confirmed: null, ...fresh })
      await added
        .onConflict((taken) => taken.column('user_id').doUpdateSet(fresh).where('second_factors.confirmed', 'is', null))
        .execute()
      return toBase32(secret)
    },

    /** Switches the factor on. Returns the recovery codes; undefined when the code is wrong. */
    async confirm(userId: string, code: string): Promise<string[] | undefined> {
      const row = await find(userId)
      if (!row) throw conflict('second-factor-missing')
      if (row.confirmed !== null) throw conflict('second-factor-exists')
      if (!(await check(row, code))) return undefined
      const codes = await renew(userId)
      await set(userId, { confirmed: now() }).execute()
      return codes
    },

    /** Tells whether a code is right, and uses it up. Throws when there were too many wrong ones. */
    async verify(userId: string, code: string): Promise<boolean> {
      const row = await find(userId)
      if (!row || row.confirmed === null) throw conflict('second-factor-missing')
      return check(row, code)
    },

    renew,

    async remove(userId: string): Promise<boolean> {
      const removed = await db.deleteFrom('second_factors').where('user_id', '=', userId).executeTakeFirst()
      return removed.numDeletedRows > 0n
    },
  }
}

function lookUpFactors(database: Database) {
  const { find } = openFactors(database)
  return {
    async isOn(userId: string): Promise<boolean> {
      const row = await find(userId)
      return row !== undefined && row.confirmed !== null
    },

    async show(userId: string): Promise<SecondFactorState> {
      const row = await find(userId)
      if (!row || row.confirmed === null) return { enabled: false, recoveryCodes: 0 }
      const since = new Date(Number(row.confirmed)).toISOString()
      return { enabled: true, since, recoveryCodes: readRecovery(row).length }
    },
  }
}
