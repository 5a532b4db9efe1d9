import type { Node } from '@mediary/contract/operations/nodes'

const maxClockDifference = 2_000

/** Returns true when the clock of a node makes the times of its records wrong. */
export const isClockWrong = ({ clockDifference }: Pick<Node, 'clockDifference'>) =>
  Math.abs(clockDifference) > maxClockDifference

/** Lists the fingerprints of the certificates that the workers of a node show. */
export const listCertificates = ({ workers }: Pick<Node, 'workers'>) => [
  ...new Set(workers.flatMap(({ certificate }) => certificate ?? [])),
]

/** Returns the oldest configuration that a process of the node obeys; undefined when none has said so yet. */
export function findObeyed({ workers }: Pick<Node, 'workers'>): number | undefined {
  const known = workers.flatMap(({ configuration }) => configuration ?? [])
  return known.length ? Math.min(...known) : undefined
}
