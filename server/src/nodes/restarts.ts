import { WorkersReplaced } from '@mediary/contract/keystore/restart'
import { z } from 'zod'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { storeTime } from '../platform/database/store-clock.ts'
import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'

/** How long a node that died in its restart keeps the others waiting, and how often the others look. Milliseconds. */
const times = { claim: 5_000, renewClaim: 1_000, look: 1_000 }
const work = 'restart'

/** Facts that a node tells about restarts. */
export type RestartFacts = z.infer<typeof RestartFacts>
export const RestartFacts = z.object({
  /** The number of the last restart that its workers obey. */
  obeyed: z.int(),
  /** The state of the keystore that its workers were started with. */
  serves: z.string(),
  /** How many workers it has. */
  workers: z.int(),
  progress: WorkersReplaced,
})

/** The restarts of all nodes that people asked for. */
export function restartStore(database: Database) {
  const db = database.kysely.withTables<{ restarts: { number: number; asked: number } }>()
  const newest = async () => {
    const row = await db
      .selectFrom('restarts')
      .select(({ fn }) => fn.max('number').as('number'))
      .executeTakeFirst()
    return Number(row?.number ?? 0)
  }
  return {
    newest,
    /** Resolves with the number of the restart. Nodes that ask at once may share one. */
    async ask(): Promise<number> {
      const number = (await newest()) + 1
      await db
        .insertInto('restarts')
        .values({ number, asked: storeTime(database) })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      await db.deleteFrom('restarts').where('number', '<', number).execute()
      return number
    },
  }
}

type Deps = {
  database: Database
  /** The id of this node. */
  node: string
  /** The number of the last restart that the workers of this node obey. */
  obeyed: number
  /** Replaces the workers of this node. */
  restart: () => Promise<void>
  /** Resolves when the store has the number of the last restart that they obey. */
  publish: () => Promise<void>
  log: Log
}

/** Restarts the nodes of the store one after the other: this one in its turn, whichever node was asked. */
export function rollingRestart({ database, node, obeyed, restart, publish, log }: Deps) {
  const restarts = restartStore(database)
  const claimed = claims(database, node)
  const state = { obeyed }
  let waiting: { number: number; done: PromiseWithResolvers<void> }[] = []

  const restartHere = async () => {
    const renewing = every(
      times.renewClaim,
      'renewing the claim to restart',
      () => claimed.take(work, times.claim),
      log,
    )
    try {
      await restart()
    } finally {
      await renewing.stop()
    }
  }
  /** A restart that failed is not tried again until somebody asks for another one. */
  const obey = async (number: number) => {
    const failure = await restartHere().then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    state.obeyed = number
    await publish()
    const answered = waiting.filter((one) => one.number <= number)
    waiting = waiting.filter((one) => one.number > number)
    for (const { done } of answered) {
      if (failure) done.reject(failure.error)
      else done.resolve()
    }
    if (failure && answered.length === 0) log.error({ err: failure.error }, 'the workers of this node are not replaced')
    // The next node need not wait until the claim runs out.
    await claimed.take(work, 0)
  }
  const look = async () => {
    const number = await restarts.newest()
    if (number > state.obeyed && (await claimed.take(work, times.claim))) await obey(number)
  }
  const looking = every(times.look, 'restarting in turn', look, log)
  return {
    obeyed: () => state.obeyed,
    /** Asks all nodes to restart. Resolves when this one has, and rejects when its workers cannot be replaced. */
    async ask(): Promise<void> {
      const number = await restarts.ask()
      const done = Promise.withResolvers<void>()
      waiting.push({ number, done })
      // A round under way may have looked before.
      void looking.run().then(looking.run)
      await done.promise
    },
    stop: looking.stop,
  }
}
