// The work of the control process that belongs to no request.
import { randomBytes } from 'node:crypto'
import { issueFollower, issueStore } from '../../issues/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import { type Claims, claims } from '../../platform/database/claims.ts'
import { watchChanges } from '../../platform/database/watch-changes.ts'
import { every } from '../../platform/every.ts'
import { keepColdRounds, keepPartitions, keepRetention, Retention } from '../../retention/index.ts'
import { pruneMirrored } from '../../shadow/index.ts'
import { segmentIndexer, takeOverAndRemove } from '../../transactions/index.ts'
import { lease } from '../../workers/index.ts'
import { buildColdRounds } from '../bodies/cold-rounds.ts'
import type { Core } from './core.ts'
import { indexPatients } from './index-patients.ts'
import { sendNotices } from './notices.ts'
import { indexSearchKeys } from './search-keys.ts'

/** In milliseconds. What is read by the API is taken over before, so this is no delay of anybody. */
const takeOverEvery = 100

/** Prepares the work. Nothing happens before `start`; `stop` resolves when what was under way has ended. */
export function backgroundWork({ database, stores, secrets, settings, log, announced, deadWorkers }: Core) {
  const claimed = claims(database, randomBytes(8).toString('hex'))
  const { kept, coldRounds } = buildRetention({ database, stores, settings, log, announced }, claimed)
  const running: { stop: () => Promise<unknown> }[] = []
  return {
    retention: kept,
    claims: claimed,
    async start() {
      await deadWorkers.sweep()
      running.push(
        every(takeOverEvery, 'taking over what workers have recorded', () => takeOverAndRemove(database), log),
        every(lease.sweep, 'ending what dead workers left', deadWorkers.sweep, log),
        ...(database.engine === 'postgres'
          ? [keepPartitions(database, { channels: stores.channels, settings: settings.retention, log })]
          : []),
        keepRetention(kept, settings.retention, log),
        ...(coldRounds ? [keepColdRounds(coldRounds, log)] : []),
        indexSearchKeys(database, stores, secrets, log),
        segmentIndexer(database, { claims: claimed, log }),
        indexPatients(database, stores, { claims: claimed, digest: secrets.searchDigest, log }),
        issueFollower(database, {
          channels: stores.channels,
          claims: claimed,
          changed: () => announced.tellTopics(['issues']),
          log,
        }),
        every(
          300_000,
          'removing old attempts',
          () => Promise.all([stores.attempts.removeOld(), stores.guesses.removeOld()]),
          log,
        ),
        every(3_600_000, 'removing old issues', () => issueStore(database).prune(), log),
        every(3_600_000, 'removing old mirrored requests', () => pruneMirrored(database), log),
        ...sendNotices({ database, stores, secrets, settings, log, announced }, claimed),
      )
      // On PostgreSQL other programs tell what they change.
      const changes = changeLog(database, async () => undefined)
      if (database.engine === 'sqlite') running.push(watchChanges(changes, announced.publishChanges, log))
    },
    async stop() {
      await Promise.all(running.map((work) => work.stop()))
    },
  }
}

/** Builds what removes and moves what is old. */
function buildRetention(
  { database, stores, settings, log, announced }: Pick<Core, 'database' | 'stores' | 'settings' | 'log' | 'announced'>,
  claimed: Claims,
) {
  const common = { claims: claimed, removals: stores.removals, log }
  const publish = (topics: Parameters<typeof announced.tellTopics>[0]) => {
    stores.storageReport.outdated()
    announced.tellTopics(topics)
  }
  const coldRounds = buildColdRounds(
    { database, settings, stores },
    { ...common, changed: () => publish(['retention']) },
  )
  const kept = new Retention(database, {
    ...common,
    channels: stores.channels,
    search: stores.search,
    keys: stores.bodyKeys,
    holds: stores.legalHolds,
    cold: coldRounds,
    changed: () => publish(['transactions', 'retention']),
    settings: settings.retention,
  })
  return { kept, coldRounds }
}
