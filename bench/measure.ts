import { setTimeout as wait } from 'node:timers/promises'
import { cpuBetween, readCpu, untilQuiet } from './cpu.ts'
import type { Load } from './generate.ts'
import { load } from './load.ts'
import type { Upstream } from './targets/nginx.ts'
import type { Recorded, Target } from './targets/target.ts'

/** One cell of the table. Latencies in milliseconds, CPU in microseconds a request, the write-ahead log in bytes a request. */
export type Measurement = {
  rate: number
  p50: number | undefined
  p99: number | undefined
  cpu: number
  store?: { cpu: number; walBytes: number }
}

export async function measure(target: Target, upstream: Upstream, what: Load, warmUp: number): Promise<Measurement> {
  await load({ ...what, seconds: warmUp })
  await untilQuiet(target.pid)

  const recordBefore = await readFinishedRecord(target)
  const servedBefore = await upstream.served()
  const before = readCpu(target.pid)
  const store = target.store && (await watchStore(target.store))
  const { requests, seconds, p50, p99 } = await load(what)
  await untilQuiet(target.pid)
  const cpu = cpuBetween(before, readCpu(target.pid)) / requests
  const spentInStore = await store?.(requests)

  const served = (await upstream.served()) - servedBefore
  compare(what, { answered: requests, served }, recordBefore, await readFinishedRecord(target))
  return { rate: requests / seconds, p50, p99, cpu, ...(spentInStore && { store: spentInStore }) }
}

/** Returns a function that tells what the store has spent since then for each request. */
async function watchStore({ pid, walBytes }: NonNullable<Target['store']>) {
  const before = { cpu: readCpu(pid), walBytes: await walBytes() }
  return async (requests: number) => ({
    cpu: spent(before.cpu, readCpu(pid)) / requests,
    walBytes: ((await walBytes()) - before.walBytes) / requests,
  })
}

/** PostgreSQL ends workers of its own now and then, which is no fault. */
const spent = (before: Map<number, number>, after: Map<number, number>) =>
  [...after].reduce((sum, [pid, microseconds]) => sum + microseconds - (before.get(pid) ?? 0), 0)

/** The record once no transaction is under way any more. */
async function readFinishedRecord({ name, recorded }: Target) {
  if (!recorded) return undefined
  for (let attempts = 0; attempts < 100; attempts++) {
    const record = await recorded()
    if (record.unfinished === 0) return record
    await wait(100)
  }
  throw new Error(`${name} still has transactions under way 10 seconds after the load ended.`)
}

/**
 * A generator leaves up to one request a connection behind when its time is up: answered, but not counted. The upstream
 * counts them all, and none of them may lack a record.
 */
function compare(
  { connections, scenario }: Load,
  seen: { answered: number; served: number },
  a?: Recorded,
  b?: Recorded,
) {
  if (!a || !b) return
  const successful = b.successful - a.successful
  const all = successful + b.other - a.other
  if (successful < seen.answered || all < seen.served || all > seen.answered + connections)
    throw new Error(
      `${scenario.title}, ${connections} connections: ${seen.served} requests reached the upstream and ${seen.answered} ` +
        `were answered, but ${successful} stand in the record as successful and ${all - successful} otherwise.`,
    )
}
