// The rows of processes that make ids, and their times.

/** A gateway worker's lease on the transactions whose ids it makes: while it is seen, nobody else ends them. `seen` is by the store's clock. */
type WorkerRow = {
  process_id: string
  host: string
  pid: number
  seen: number
  since: string
  seq: number | null
  certificate: string | null
}
export type WorkerTables = { workers: WorkerRow }

/** A process that makes ids, and the id from which on its transactions may be unfinished. */
export type Lease = { processId: string; since: string }

/** The number of the configuration that a process serves with, and the fingerprint of the certificate that it shows. */
export type Serving = { seq: number | null; certificate: string | null }

/**
 * The search index does not hold yet what a worker has recorded since its last beat. `silence`: a process that has lost its life lock and was not seen for so long is
 * dead.
 */
export const lease = { beat: 1_000, expires: 30_000, silence: 1_500, sweep: 500 }

/** Stands before the id of the node in `host`, where earlier versions wrote a host name and held no life lock. */
export const nodePrefix = 'node '
