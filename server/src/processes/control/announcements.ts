import { randomBytes } from 'node:crypto'
import { Changed, type Topic } from '@mediary/contract/operations/live'
import { changedTopics, LiveHub } from '../../live/index.ts'
import { changeLog } from '../../platform/database/changes.ts'
import type { Database } from '../../platform/database/database.ts'
import { isPostgres } from '../../platform/database/postgres/hosts.ts'
import { notices } from '../../platform/database/postgres/notices.ts'
import type { Log } from '../../platform/log.ts'

/** `applyHere` resolves when every process of this node serves by the changed configuration. */
type Deps = { database: Database; databaseUrl: string; log: Log; applyHere: () => Promise<void> }

type Announcements = {
  hub: LiveHub
  /** Hears other nodes from now on. It first applies what they changed before, so the supervisor must be able to answer. */
  joinOthers: () => Promise<void>
  /** Tells the open pages of every node which lists have changed. */
  tellTopics: (topics: readonly Topic[]) => void
  /** Returns for how many milliseconds nothing of other nodes can have been heard. */
  silentFor: () => number
  /** Resolves when this node obeys a changed configuration. Other nodes are told, and find out by themselves. */
  publishChanges: () => Promise<void>
  close: () => Promise<void>
}

/** Announces what has changed: to the processes of this node, to open pages, and to other nodes. */
export async function announcements({ database, databaseUrl, log, applyHere }: Deps): Promise<Announcements> {
  const hub = new LiveHub(log)
  const changed = await changedTopics(changeLog(database, async () => undefined))
  const applyChanges = async () => {
    await applyHere()
    changed().then(
      (topics) => hub.announce(topics),
      (error: unknown) => log.warn({ err: error }, 'what changed could not be announced'),
    )
  }
  const warnUntold = (error: unknown) => log.warn({ err: error }, 'other nodes could not be told')
  let others: Awaited<ReturnType<typeof notices>> | undefined
  return {
    hub,
    async joinOthers() {
      if (!isPostgres(databaseUrl)) return
      const heard = {
        changed: applyChanges,
        onWords: (words: string[]) => hub.announce(Changed.safeParse(words).data ?? []),
      }
      others = await notices(databaseUrl, randomBytes(8).toString('hex'), heard, log)
    },
    tellTopics(topics) {
      hub.announce(topics)
      others?.send(topics).catch(warnUntold)
    },
    silentFor: () => others?.silentFor() ?? 0,
    async publishChanges() {
      others?.send().catch(warnUntold)
      await applyChanges()
    },
    async close() {
      await others?.close()
    },
  }
}
