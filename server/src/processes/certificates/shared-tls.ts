import { randomBytes } from 'node:crypto'
import { every } from '../../platform/every.ts'
import type { Log } from '../../platform/log.ts'
import type { FromSupervisor } from '../messages.ts'

const rotateEvery = 3_600_000

/**
 * The key that the workers need in common so that a session of TLS that began at one is resumed at another. It lives in memory
 * only, and a new key replaces the former: whoever reads it later cannot open what was recorded earlier.
 */
export function sharedTls(sayToAll: (message: FromSupervisor) => void, log: Log) {
  const state = { tickets: randomBytes(48).toString('base64') }
  const rotate = () => {
    state.tickets = randomBytes(48).toString('base64')
    sayToAll({ type: 'tickets', tickets: state.tickets })
  }
  every(rotateEvery, 'replacing the key of TLS sessions', rotate, log)

  return { forStart: () => ({ tickets: state.tickets }) }
}
