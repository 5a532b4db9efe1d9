// Writes failures and refusals of many causes into a store, as workers record them.
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { refusalStore } from '../refusals/index.ts'
import { recorder } from '../transactions/index.ts'
import { buildFailure, causes, type Random } from './failure-causes.ts'
import { begun, outcome } from './transactions.ts'

const batch = 500
const toChannel = (n: number) => String(n).padStart(24, 'c')

type Seeded = ReturnType<typeof buildFailure>

/** Writes so many failures and refusals, each cause at least once. `written` is called after each 500 of them. */
export async function seedFailures(
  database: Database,
  total: number,
  random: Random,
  written: (count: number) => Promise<unknown>,
) {
  const newId = idGenerator('00000e')
  const record = recorder(database)
  const refusals = refusalStore(database)
  const addFailure = async (one: Seeded) => {
    if (one.kind === 'refusal') return
    const upstream = JSON.stringify({ name: one.route, host: 'h', port: 1, path: '/' })
    const { id, ...value } = begun({ id: newId(), channel: toChannel(one.channel) })
    await record.begin({ id, ...value })
    await record.complete(outcome(id, { status: 'Failed', responseStatus: one.status, error: one.error, upstream }))
  }
  for (let from = 0; from < total; from += batch) {
    const count = Math.min(batch, total - from)
    const some = Array.from({ length: count }, (_, i) => buildFailure(random, from + i < causes ? from + i : undefined))
    await Promise.all(some.map(addFailure))
    const refused = some.filter((one) => one.kind === 'refusal')
    await refusals.add(
      refused.map(({ channel, status, stage, code, reason }) => {
        const name = channel === null ? undefined : `channel ${channel}`
        const about = { channel: name, status, stage, code, reason }
        return { ...about, id: newId(), at: Date.now(), clientIp: '10.0.0.1' }
      }),
    )
    await written(from + count)
  }
}
