import type { Worker } from 'node:cluster'
import type { Log } from '../../platform/log.ts'
import type { FromSupervisor } from '../messages.ts'

const acknowledgementTimeout = 10_000

/** Waits until every one of some workers has said that it did what it was told. */
export function acknowledgementBarrier(log: Log) {
  const awaited = new Map<number, { missing: Set<Worker>; done: () => void }>()
  const state = { request: 0 }

  return {
    /** Resolves when all have loaded what changed. One that does not in time is ended: it must not serve what was. */
    catchUp: (workers: Worker[]) =>
      new Promise<void>((resolve) => {
        if (workers.length === 0) return resolve()
        const request = ++state.request
        const missing = new Set(workers)
        const timer = setTimeout(() => {
          log.error({ workers: missing.size }, 'workers did not obey a change in time and are ended')
          for (const { process } of missing) process.kill('SIGKILL')
        }, acknowledgementTimeout)
        const done = () => {
          clearTimeout(timer)
          awaited.delete(request)
          resolve()
        }
        awaited.set(request, { missing, done })
        for (const worker of workers) {
          if (worker.isConnected()) worker.send({ type: 'catch-up', request } satisfies FromSupervisor, () => undefined)
        }
      }),

    /** Without a request: the worker is gone, and is missing nowhere any more. */
    answered(worker: Worker, request?: number) {
      for (const [number, { missing, done }] of awaited) {
        if (request !== undefined && number !== request) continue
        missing.delete(worker)
        if (missing.size === 0) done()
      }
    },
  }
}
