import { z } from 'zod'
import { Timestamp } from '../api/shapes.ts'

/** The progress of the restart of one node, whose workers are replaced one after the other. */
export const WorkersReplaced = z.object({
  state: z.enum(['none', 'running', 'done', 'failed']),
  replaced: z.int().describe('number of workers replaced so far'),
  of: z.int().describe('number of workers to replace'),
  startedAt: Timestamp.optional(),
  finishedAt: Timestamp.optional(),
})
export type WorkersReplaced = z.infer<typeof WorkersReplaced>

/** The progress of a restart of all nodes. The workers of all nodes are counted together. */
export const RestartProgress = WorkersReplaced.extend({
  nodes: z
    .array(
      WorkersReplaced.pick({ replaced: true, of: true }).extend({
        _id: z.string(),
        name: z.string().describe('the name of its host'),
        isThis: z.boolean().describe('the node that answers this request'),
        state: z.enum([...WorkersReplaced.shape.state.options, 'waits']).describe('waits: another node restarts first'),
      }),
    )
    .describe('the nodes that are there'),
})
export type RestartProgress = z.infer<typeof RestartProgress>
