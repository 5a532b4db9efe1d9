import { z } from 'zod'
import type { Api } from '../api/endpoint.ts'
import { Timestamp } from '../api/shapes.ts'
import { Check } from '../system.ts'

const Worker = z.object({
  id: z.string().describe('six characters: the part of the ids of its transactions that names the process'),
  lastSeen: Timestamp.describe('when it renewed its lease, by the clock of the store'),
  configuration: z.int().optional().describe('the number of the configuration that it obeys'),
  certificate: z.string().optional().describe('the SHA-256 fingerprint of the certificate that it shows to clients'),
})

/** A node: one running program on the store, with its processes. */
const Node = z.object({
  _id: z.string().describe('another one at each start'),
  name: z.string().describe('the name of its host'),
  version: z.string(),
  since: Timestamp,
  lastSeen: Timestamp.describe('by the clock of the store'),
  isAlive: z.boolean().describe('false: nothing was heard of it for 5 seconds; it is forgotten after a day'),
  isThis: z.boolean().describe('the node that answers this request'),
  isReady: z.boolean(),
  checks: z.array(Check).describe('the checks of GET /ready; a failed one says why the node is not ready'),
  workers: z.array(Worker).describe('the processes that record transactions, with their leases'),
  clockDifference: z.int().describe('milliseconds by which its clock is ahead of the store’s; negative: behind'),
  hasSameSettings: z
    .boolean()
    .describe('false: time zone, authentication, TLS or compatibility are set otherwise than on the node that answers'),
})

export type Node = z.infer<typeof Node>

export const nodesApi = {
  list: {
    method: 'GET',
    path: '/nodes',
    summary: 'List the nodes on the store: their versions, what they obey, and why one is not ready',
    permission: 'logs-view',
    exported: {
      rows: 'nodes',
      columns: [
        '_id',
        'name',
        'version',
        'since',
        'lastSeen',
        'isAlive',
        'isReady',
        'clockDifference',
        'hasSameSettings',
        'checks',
      ],
    },
    response: z.object({
      configuration: z.int().describe('the number of the newest configuration'),
      nodes: z.array(Node),
    }),
  },
} as const satisfies Api
