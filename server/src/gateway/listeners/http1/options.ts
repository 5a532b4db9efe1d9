import type { Socket } from 'node:net'
import type { Log } from '../../../platform/log.ts'
import type { Deadlines } from '../../http1/deadlines.ts'
import type { Refusal } from '../../refusal.ts'
import type { ClientAnswer, ClientRequest } from '../client-request.ts'

/** The options that all connections of a server have in common. Times are milliseconds. */
export type ConnectionOptions = {
  maxHeadBytes: number
  /** From the first byte of a head to its last. */
  headTimeout: number
  /** From the first byte of a request to its last. */
  requestTimeout: number
  /** Flat: headers that each answer has unless it has others of the same names. */
  defaultHeaders: readonly string[]
  deadlines: Deadlines
  log: Pick<Log, 'error'>
  /** False once the server takes no new connections: those that are open end with their next answer. */
  acceptsConnections: () => boolean
  serve: (request: ClientRequest, answer: ClientAnswer) => void
  /** Records the refusal of bytes that are no request, and returns the answer. */
  refuse: (socket: Socket, refusal: Refusal) => Promise<string>
  onClosed: (connection: { closeIdle: () => void }) => void
}
