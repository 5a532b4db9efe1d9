// Tells people which issues are new, and which have come back after they were resolved.
import type { Channel } from '@mediary/contract/channels'
import type { IssueStore, UntoldIssue } from '../issues/index.ts'
import {
  formatInstant,
  type NewNotice,
  type NoticeSettingsStore,
  type NoticeStore,
  translate,
} from '../notices/index.ts'
import type { Database } from '../platform/database/database.ts'
import { every, type Periodic } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { loadToldPeople, type PeopleSources, type ToldPerson, toConsoleLink } from './told-people.ts'

const interval = 30_000
/** An outage brings many issues within minutes: they share a notice. */
const pause = 15 * 60_000
const maxListed = 5

type Deps = PeopleSources & {
  issues: Pick<IssueStore, 'hasUntold' | 'takeUntold'>
  channels: { list: () => Promise<Channel[]> }
  notices: Pick<NoticeStore, 'add' | 'listKeys'>
  settings: Pick<NoticeSettingsStore, 'read'>
  now?: () => number
  log: Log
}

/** Tells the contact groups of the installation about issues, in one notice for all issues of a quarter of an hour. */
export const issueWatcher = (database: Database, deps: Deps): Periodic =>
  every(interval, 'looking for new issues', () => tellIssues(database, deps), deps.log)

async function tellIssues(database: Database, deps: Deps) {
  const now = (deps.now ?? Date.now)()
  if (!(await deps.issues.hasUntold())) return
  if (now - (await findLastTold(deps.notices)) < pause) return
  const settings = await deps.settings.read()
  const { people } = await loadToldPeople(deps, settings, 'issues')
  const names = new Map((await deps.channels.list()).map(({ _id, name }) => [_id, name]))
  // The issues are taken and the notices are stored together: a crash loses none, and two nodes tell none twice.
  await database.kysely.transaction().execute(async (trx) => {
    const issues = await deps.issues.takeUntold(trx)
    if (issues.length === 0) return
    const named = issues.map((issue) => ({ ...issue, channel: names.get(issue.channelID ?? '') ?? issue.channel }))
    await deps.notices.add(
      people.map((person) => buildNotice(named, person, now)),
      trx,
    )
  })
}

/** Reads when people were told last from the keys of the notices. */
async function findLastTold(notices: Pick<NoticeStore, 'listKeys'>): Promise<number> {
  const times = (await notices.listKeys(['issues'])).map((key) => Number(key.split(' ')[1]))
  return times.reduce((last, time) => Math.max(last, time), 0)
}

/** It names channels, counts and times. The reason of an issue comes from messages of others, and stays in the console. */
function buildNotice(
  issues: readonly UntoldIssue[],
  { person: { method, user }, settings: { instance, consoleUrl }, language }: ToldPerson,
  now: number,
): NewNotice {
  const lines = issues.slice(0, maxListed).map(({ channel, count, hasComeBack, since }) => {
    const place = channel ?? translate(language, 'issues.nowhere')
    const about = { channel: place, since: formatInstant(since) }
    return hasComeBack
      ? translate(language, 'issues.back', about)
      : translate(language, 'issues.new', { ...about, requests: count })
  })
  const more = issues.length - lines.length
  const count = issues.length
  return {
    key: ['issues', now, method, user].join(' '),
    kind: 'issues',
    method,
    recipient: user,
    subject: translate(language, 'issues.subject', { instance, count }),
    content: {
      lines: more > 0 ? [...lines, translate(language, 'issues.more', { count: more })] : lines,
      link: toConsoleLink(consoleUrl, '/issues'),
      facts: { count, cameBack: issues.filter(({ hasComeBack }) => hasComeBack).length },
    },
  }
}
