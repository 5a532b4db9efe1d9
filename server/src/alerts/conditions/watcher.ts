// Tells people what is wrong with the installation: once when it begins, and once when it ends.
import type { NoticeSettingsStore, NoticeStore } from '../../notices/index.ts'
import type { Claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import { every, type Periodic } from '../../platform/every.ts'
import type { Log } from '../../platform/log.ts'
import { loadToldPeople, type PeopleSources } from '../told-people.ts'
import { buildBeginning, buildEnd } from './build-notice.ts'
import type { ConditionSource } from './source.ts'
import { conditionStore, type Episode } from './store.ts'

const interval = 60_000
const claimedFor = 50_000

type Deps = PeopleSources & {
  sources: readonly ConditionSource[]
  notices: Pick<NoticeStore, 'add'>
  settings: Pick<NoticeSettingsStore, 'read'>
  claims: Claims
  now?: () => number
  log: Log
}

/** Watches the installation by the rules of `sources`. A source that fails does not hold up the others. */
export const conditionWatcher = (database: Database, deps: Deps): Periodic =>
  every(interval, 'looking for problems of the installation', () => look(database, deps), deps.log)

async function look(database: Database, deps: Deps) {
  const now = (deps.now ?? Date.now)()
  const store = conditionStore(database)
  const isChosen = await deps.claims.take('conditions', claimedFor)
  const open = await store.listOpen()
  for (const source of deps.sources.filter(({ ownSubject }) => isChosen || ownSubject !== undefined)) {
    const { rule, ownSubject } = source
    const known = open.filter((one) => one.rule === rule && (ownSubject === undefined || one.subject === ownSubject))
    try {
      await follow(source, known, { store, deps, now })
    } catch (error) {
      deps.log.error({ err: error, rule }, 'a rule about the installation failed; it will be tried again')
    }
  }
  if (isChosen) await store.prune(now)
}

type Context = { store: ReturnType<typeof conditionStore>; deps: Deps; now: number }

async function follow({ rule, list }: ConditionSource, known: readonly Episode[], { store, deps, now }: Context) {
  const found = await list(now, new Set(known.map(({ subject }) => subject)))
  const began = found.filter(({ subject }) => known.every((one) => one.subject !== subject))
  const ended = known.filter(({ subject }) => found.every((one) => one.subject !== subject))
  if (began.length + ended.length === 0) return
  const { people, describe } = await loadToldPeople(deps, await deps.settings.read(), 'installation')
  for (const condition of began) {
    const episode = { rule, subject: condition.subject, began: now, told: people.map(({ person }) => person) }
    const notices = people.map((person) => buildBeginning(episode, condition, person))
    await store.begin(episode, (trx) => deps.notices.add(notices, trx))
  }
  for (const episode of ended) {
    const notices = episode.told.map((person) => buildEnd(episode, now, describe(person)))
    await store.end(episode, now, (trx) => deps.notices.add(notices, trx))
  }
}
