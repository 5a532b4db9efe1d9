import type { Claims } from '../../platform/database/claims.ts'

const work = 'body-files'
const minute = 60_000

/** True when for that time no other process removes body files, writes them anew or copies them. */
export const claimBodyFiles = (claims: Claims, milliseconds = minute) => claims.take(work, milliseconds)

export const releaseBodyFiles = (claims: Claims) => claims.release(work)
