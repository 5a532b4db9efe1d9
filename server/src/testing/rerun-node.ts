import { randomBytes } from 'node:crypto'
import { bodyStore } from '../bodies/index.ts'
import { channelStore, match } from '../channels/index.ts'
import { Compressor, createUpstreams, type Gateway, loadSnapshot, rerunner } from '../gateway/index.ts'
import { changeLog } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator, leastIdAt, newProcessId } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { buildSecrets } from '../platform/secrets.ts'
import { engine, releaseTasks, retries, taskStore } from '../tasks/index.ts'
import { recorder, transactionSearch, transactionStore } from '../transactions/index.ts'

const log = logTo('silent', 'test')
const secrets = buildSecrets(randomBytes(32))

export const loadChannels = (database: Database) =>
  channelStore(database, changeLog(database, async () => undefined).write, {
    secrets,
    newId: idGenerator(),
    hasTransactions: async () => true,
    listClients: async () => [],
  })

export type RerunNode = Awaited<ReturnType<typeof rerunNode>>

/**
 * A process that works on tasks, over the real store and the real gateway. It can be killed, also in the middle: after a
 * number of steps (statements and commits) nothing of it reaches the store or an upstream any more.
 */
export async function rerunNode(real: Database) {
  const life = { left: Number.POSITIVE_INFINITY, dead: false }
  const pools: { destroy: () => Promise<void> }[] = []
  const die = () => {
    life.dead = true
    for (const pool of pools) pool.destroy().catch(() => undefined)
  }
  const step = () => {
    if (!life.dead && --life.left < 0) die()
    if (life.dead) throw new Error('this process is dead')
  }
  const database = mortal(real, step)
  const owner = newProcessId()
  const newId = idGenerator(owner)
  const snapshot = await loadSnapshot({
    address: { host: 'localhost', http: 5001, https: 5000 },
    clients: { identities: async () => [] },
    channels: loadChannels(real),
    mechanisms: { enabled: async () => [] },
    issuers: { forGateway: async () => [] },
    changes: changeLog(real, async () => undefined),
    upstreams: createUpstreams({ timeout: 5_000, trusted: () => undefined, identity: () => undefined, log }),
    loadTrust: async () => undefined,
    log,
  })
  for (const { connection } of snapshot.current().upstreams.values())
    if (connection.protocol === 'http') pools.push(connection.pool)
  const record = recorder(real)
  const noBodyLimit = { maxBytes: Number.POSITIVE_INFINITY, idleTimeout: 5_000 }
  const unused = () => {
    throw new Error('a rerun does not need this')
  }
  const gateway: Gateway = {
    recordedBody: bodyStore(real).chunks,
    snapshot: snapshot.current,
    refresh: snapshot.catchUp,
    isOutdated: () => false,
    recorder: {
      ...record,
      begin: (value, companions) => around(step, () => record.begin(value, companions)),
      complete: (value, companions, routesFollow) =>
        around(step, () => record.complete(value, companions, routesFollow)),
      chunk: (value) => around(step, () => record.chunk(value)),
    },
    refusals: { refuse: unused, close: async () => undefined },
    metrics: { arrived: unused, count: () => undefined, refused: unused },
    health: { note: () => undefined },
    newId,
    pseudonym: secrets.pseudonym,
    sealer: unused,
    bodyLimits: noBodyLimit,
    compressor: new Compressor(),
    shadow: undefined,
    compat: { openhim: false },
    tracer: undefined,
    log,
  }
  const ending = new AbortController()
  const tasks = taskStore(database, { newId })
  const working = engine({
    database,
    search: transactionSearch(database),
    owner,
    repeat: rerunner({
      gateway,
      transactions: transactionStore(database),
      bodies: bodyStore(database),
      matchContent: async (...asked) => match(...asked),
      ending: ending.signal,
    }),
    retries: retries(database, { tasks, findChannel: async (id) => snapshot.current().channels.get(id)?.channel }),
    log,
  })
  const stop = async () => {
    ending.abort()
    await working.stop()
    if (!life.dead) await Promise.all(pools.map((pool) => pool.destroy()))
  }

  return {
    wake: working.wake,
    catchUp: snapshot.catchUp,
    isDead: () => life.dead,
    dieAfter: (steps: number) => void Object.assign(life, { left: steps }),
    stop,
    /** What the next process of this host finds and does: see `processes/control.ts`. */
    async kill() {
      die()
      await stop()
      await transactionStore(real).interrupt({ processId: owner, since: leastIdAt(0) }, Date.now())
      await releaseTasks(real, owner)
    },
  }
}

/** Every statement is a step. */
const mortal = (database: Database, step: () => void): Database => ({
  ...database,
  kysely: database.kysely.withPlugin({
    transformQuery({ node }) {
      step()
      return node
    },
    transformResult: async ({ result }) => result,
  }),
})

/** Death may come before a commit, or when it is made and nobody has heard of it yet. */
async function around(step: () => void, commit: () => Promise<void>) {
  step()
  await commit()
  step()
}
