import type { Database } from '../platform/database/database.ts'
import { tooManyRequests } from '../platform/http/problem.ts'
import type { Secrets } from '../platform/secrets.ts'
import { findStep } from './find-step.ts'
import { digestRecoveryCode } from './recovery-codes.ts'
import { type FactorRow, openFactors, readRecovery } from './rows.ts'

const maxFailures = 10
const window = 15 * 60_000

type Deps = { secrets: Secrets; now: () => number }

/** Returns the function that tells whether a code is right, and uses it up. It throws after too many wrong ones. */
export function codeChecker(database: Database, { secrets, now }: Deps) {
  const { db, set } = openFactors(database)

  /**
   * Counts an attempt before it is made, so that attempts at once are counted, too. Whoever knows the password must not try
   * codes out, from however many addresses.
   */
  const reserve = async ({ user_id, failing_since }: FactorRow) => {
    const since = Number(failing_since)
    const renewed = await set(user_id, { failures: 1, failing_since: now() })
      .where('failing_since', '=', since)
      .where('failing_since', '<=', now() - window)
      .executeTakeFirst()
    if (renewed.numUpdatedRows > 0n) return
    const counted = await db
      .updateTable('second_factors')
      .set((row) => ({ failures: row('failures', '+', 1) }))
      .where('user_id', '=', user_id)
      .where('failures', '<', maxFailures)
      .executeTakeFirst()
    if (counted.numUpdatedRows > 0n) return
    throw tooManyRequests('too-many-second-factors', {}, { retryAfter: Math.ceil((since + window - now()) / 1000) })
  }

  const acceptCode = async ({ user_id }: FactorRow, step: number) => {
    const used = set(user_id, { last_step: step, failures: 0 }).where('last_step', '<', step)
    return (await used.executeTakeFirst()).numUpdatedRows > 0n
  }

  const acceptRecoveryCode = async (row: FactorRow, code: string) => {
    const digest = digestRecoveryCode(secrets, row.user_id, code)
    const known = readRecovery(row)
    if (row.confirmed === null || !known.includes(digest)) return false
    const left = JSON.stringify(known.filter((one) => one !== digest))
    const spent = set(row.user_id, { recovery: left, failures: 0 }).where('recovery', '=', row.recovery)
    return (await spent.executeTakeFirst()).numUpdatedRows > 0n
  }

  return async (row: FactorRow, code: string): Promise<boolean> => {
    await reserve(row)
    const step = findStep(Buffer.from(secrets.open(row.secret), 'base64'), code, now())
    return step === undefined ? acceptRecoveryCode(row, code) : acceptCode(row, step)
  }
}
