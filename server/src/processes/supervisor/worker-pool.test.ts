import assert from 'node:assert/strict'
import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { pino } from 'pino'
import { loadConfig } from '../../settings/load.ts'
import { WorkerPool } from './worker-pool.ts'

test('a connection that is dealt to a worker that has just died does not end the supervisor', async () => {
  const loaded = loadConfig({ env: {}, workingFolder: '/' })
  assert.ok('settings' in loaded)
  const logged: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) })
  const pool = new WorkerPool(loaded.settings, 'a', log, () => undefined)
  const ended = assert.rejects(pool.add(new Promise(() => undefined)), /ended before it could serve/)
  const [worker] = Object.values(cluster.workers ?? {})
  assert.ok(worker)
  worker.process.kill('SIGKILL')
  // The event loop stands meanwhile, so that nobody has heard of the end yet.
  while (/^State:\t[^Z]/m.test(readFileSync(`/proc/${worker.process.pid}/status`, 'utf8')));
  // As node:cluster sends a connection: without a callback.
  worker.process.send({})
  await ended
  assert.ok(logged.some((line) => line.includes('a gateway worker could not be reached')))
})
