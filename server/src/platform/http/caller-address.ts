import type { FastifyRequest } from 'fastify'

/** The address that a call of the management API comes from. */
export type CallerAddress = {
  /** The address of the client, as a trusted proxy names it. */
  address: string
  /** The address of the other end of the connection. */
  connection: string
}

export const readCallerAddress = ({ ip, socket }: FastifyRequest): CallerAddress => ({
  address: ip,
  connection: socket.remoteAddress ?? '',
})
