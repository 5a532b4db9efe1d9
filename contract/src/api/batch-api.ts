import { z } from 'zod'
import { because } from '../reasons.ts'
import { batchPath, maxBatch } from './batch.ts'
import type { Api } from './endpoint.ts'

const Address = z
  .string()
  .regex(/^\/(?!\/)\S*$/, because('must-be-request-path'))
  .max(4_000)

export const batchApi = {
  read: {
    method: 'GET',
    path: batchPath,
    summary: `Make up to ${maxBatch} reads in one call: each is answered like a call of its own, in the order in which they are ready`,
    permission: 'signed-in',
    query: z.object({
      get: z
        .preprocess((value) => (typeof value === 'string' ? [value] : value), z.array(Address).min(1).max(maxBatch))
        .describe('an address of this API with its query; repeated for each read'),
    }),
    bytes: true,
  },
} as const satisfies Api
