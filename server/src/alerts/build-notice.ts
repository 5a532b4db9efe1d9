import type { NoticeLanguage } from '@mediary/contract/operations/notices'
import { formatInstant, type NewNotice, translate } from '../notices/index.ts'
import type { AlertRule, Message } from './rules.ts'
import { toConsoleLink } from './told-people.ts'

type Context = { instance: string; consoleUrl: string | undefined; language: NoticeLanguage; now: number }

const subjects = {
  'alert-began': 'began.subject',
  'alert-continues': 'continues.subject',
  'alert-ended': 'ended.subject',
} as const

/** Builds the notice of an alert. It names the channel, counts and times, and nothing of a request or a response. */
export function buildNotice(
  rule: AlertRule,
  message: Message,
  { instance, consoleUrl, language, now }: Context,
): NewNotice {
  const { person, kind, count, began, ended } = message
  const { channel, condition, status } = rule
  return {
    key: ['alert', rule.id, kind, person.method, person.user, now].join(' '),
    kind,
    method: person.method,
    recipient: person.user,
    incident: ['alert', rule.id, began].join(' '),
    turn: kind === 'alert-began' ? person.turn : undefined,
    subject: translate(language, subjects[kind], { instance, channel: channel.name }),
    content: {
      lines: kind === 'alert-ended' ? describeEnd(message, language) : [describeCount(rule, message, language)],
      link: toConsoleLink(consoleUrl, `/transactions?channel=${channel.id}`),
      facts: {
        channelId: channel.id,
        channel: channel.name,
        condition,
        ...(condition === 'status' && { status }),
        count,
        began: new Date(began).toISOString(),
        ...(ended !== undefined && { ended: new Date(ended).toISOString() }),
      },
    },
  }
}

function describeCount(
  { condition, status, failureRate }: AlertRule,
  { count, since, rate }: Message,
  language: NoticeLanguage,
) {
  if (condition !== 'status') return translate(language, 'count.retries', { count, since: formatInstant(since) })
  if (!rate || failureRate === undefined)
    return translate(language, 'count.status', { status, count, since: formatInstant(since) })
  return translate(language, 'count.rate', {
    status,
    count: rate.matching,
    total: rate.total,
    percent: Math.round((rate.matching / rate.total) * 1000) / 10,
    limit: failureRate,
  })
}

const describeEnd = ({ count, began, ended }: Message, language: NoticeLanguage) => [
  translate(language, 'ended.count', { count }),
  translate(language, 'ended.line', { began: formatInstant(began), ended: formatInstant(ended ?? began) }),
]
