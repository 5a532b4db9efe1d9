import type { ConditionRule } from '@mediary/contract/operations/notices'
import { formatInstant, type NewNotice, translate } from '../../notices/index.ts'
import { type ToldPerson, toConsoleLink } from '../told-people.ts'
import type { Condition } from './source.ts'
import type { Episode } from './store.ts'

const pages = {
  disk: '/retention',
  backup: '/retention',
  node: '/now',
  queue: '/tasks',
  'client-refused': '/refusals',
} as const satisfies Record<ConditionRule, string>

const queues = ['deliveries', 'polling', 'tasks', 'audits'] as const

/** Names the subject of a condition in a language. */
function nameSubject({ rule, subject }: Pick<Episode, 'rule' | 'subject'>, language: ToldPerson['language']) {
  const queue = rule === 'queue' && queues.find((one) => one === subject)
  return queue ? translate(language, `queue.${queue}`) : subject
}

/** Returns the text of what is wrong. A store without any backup has no time to name. */
const findLine = ({ rule }: Episode, { facts }: Condition) =>
  rule === 'backup' && facts.last === undefined ? 'backup.none' : (`${rule}.line` as const)

const toKey = ({ rule, subject, began }: Episode, kind: 'began' | 'ended', { method, user }: ToldPerson['person']) =>
  ['condition', rule, subject, began, kind, method, user].join(' ')

const toIncident = ({ rule, subject, began }: Episode) => ['condition', rule, subject, began].join(' ')

/** Builds the notice that something has begun. */
export function buildBeginning(
  episode: Episode,
  condition: Condition,
  { person, settings: { instance, consoleUrl }, language }: ToldPerson,
): NewNotice {
  const { rule, began } = episode
  const { since, facts } = condition
  const values = { ...facts, since: formatInstant(since) }
  return {
    key: toKey(episode, 'began', person),
    kind: `${rule}-began`,
    method: person.method,
    recipient: person.user,
    incident: toIncident(episode),
    turn: person.turn,
    subject: translate(language, `${rule}.began`, { instance, subject: nameSubject(episode, language) }),
    content: {
      lines: [translate(language, findLine(episode, condition), values)],
      link: toConsoleLink(consoleUrl, pages[rule]),
      facts: { ...facts, subject: episode.subject, began: new Date(began).toISOString() },
    },
  }
}

/** Builds the notice that it has ended. */
export function buildEnd(
  episode: Episode,
  now: number,
  { person, settings: { instance }, language }: ToldPerson,
): NewNotice {
  const { rule, subject, began } = episode
  return {
    key: toKey(episode, 'ended', person),
    kind: `${rule}-ended`,
    method: person.method,
    recipient: person.user,
    incident: toIncident(episode),
    subject: translate(language, `${rule}.ended`, { instance, subject: nameSubject(episode, language) }),
    content: {
      lines: [translate(language, 'ended.line', { began: formatInstant(began), ended: formatInstant(now) })],
      facts: { subject, began: new Date(began).toISOString(), ended: new Date(now).toISOString() },
    },
  }
}
