export { expiryWatcher } from './expiry.ts'
export { type Expiring, maxDays } from './expiry-rules.ts'
export { alertFollower } from './follower.ts'
