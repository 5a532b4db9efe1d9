import type { RefusalGroup } from '@mediary/contract/operations/refusals'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount, formatSize } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { useFailureText, useLastTimes } from '../health/describe.ts'
import type { Problem } from './problems.ts'

type ProblemText = {
  title: string
  detail: string | undefined
  /** The places that open: the address and the text of each link. */
  links: readonly (readonly [string, string])[]
}

const toAddress = (path: string, parameters: Record<string, string | undefined>) => {
  const given = Object.entries(parameters).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))
  return `${path}?${new URLSearchParams(given)}`
}

type TextsByKind = { [Kind in Problem['kind']]: (problem: Extract<Problem, { kind: Kind }>) => ProblemText }

/** Returns the function that describes a problem. `since`: the start of the period of the refusals. */
export function useProblemTexts(since: string): (problem: Problem) => ProblemText {
  const traffic = useTrafficTexts(since)
  const server = useServerTexts()
  return (problem) => {
    switch (problem.kind) {
      case 'route':
        return traffic.route(problem)
      case 'channel':
        return traffic.channel(problem)
      case 'refusals':
        return traffic.refusals(problem)
      case 'client':
        return traffic.client(problem)
      case 'certificate':
        return server.certificate(problem)
      case 'mediator':
        return server.mediator(problem)
      case 'task':
        return server.task(problem)
      case 'disk':
        return server.disk(problem)
    }
  }
}

function useTrafficTexts(since: string): Pick<TextsByKind, 'route' | 'channel' | 'refusals' | 'client'> {
  const t = useMessages('now')
  const code = useMessages('refusalCodes')
  const stageText = useMessages('refusals')
  const { language } = useClock()
  const describeFailure = useFailureText()
  const tellTimes = useLastTimes()
  const recorded = useRecordedText()
  return {
    route: ({ route }) => ({
      title: t(route.state === 'down' ? 'route.down' : 'route.failing', {
        channel: route.channel,
        route: route.route,
        address: route.address,
      }),
      detail: [describeFailure(route), ...tellTimes(route)].filter(Boolean).join(' · '),
      links: [
        [`/channels/${route.channelID}`, t('open.channel')],
        [toAddress('/transactions', { channel: route.channelID, status: 'Failed' }), t('open.failed')],
      ],
    }),
    channel: ({ channel: { _id, name, problem = '' } }) => ({
      title: t('channel.problem', { channel: name }),
      detail: recorded(problem),
      links: [[`/channels/${_id}`, t('open.channel')]],
    }),
    refusals: ({ groups, count }) => {
      const [first] = groups
      const { client, clientIP } = first ?? {}
      const only = groups.length === 1 ? first : undefined
      const place = client ? {} : { clientIP }
      const number = (value: number) => formatCount(value, language)
      const reasons = groups.map(({ code: reason, stage, channel, count: times }) => {
        const parts = [reason ? code(reason) : stageText(stage), channel, !only && `${number(times)}×`]
        return parts.filter(Boolean).join(' · ')
      })
      return {
        title: t('refusals', { count: number(count), client: client ?? clientIP ?? '?' }),
        detail: reasons.join('; '),
        links: [
          [toAddress('/refusals', { since, client, ...place, ...(only && pickCause(only)) }), t('open.refusals')],
        ],
      }
    },
    client: ({ client: { _id, name }, unusual }) => ({
      title: t(unusual ? 'client.unusual' : 'client.silent', { client: name }),
      detail: undefined,
      links: [[`/clients/${_id}`, t('open.client')]],
    }),
  }
}

function useServerTexts(): Pick<TextsByKind, 'certificate' | 'mediator' | 'task' | 'disk'> {
  const t = useMessages('now')
  const calendar = useMessages('certificateCalendar')
  const { language } = useClock()
  return {
    certificate: ({ certificate: { name, kind, client, daysLeft = 0 } }) => ({
      title: daysLeft < 0 ? t('certificate.over', { name }) : t('certificate.ends', { name, days: daysLeft }),
      detail: calendar(`kind.${kind}`, { client: client?.clientID ?? '' }),
      links: [client ? [`/clients/${client._id}`, t('open.client')] : ['/certificates', t('open.certificates')]],
    }),
    mediator: ({ mediator: { urn, name } }) => ({
      title: t('mediator.silent', { name }),
      detail: undefined,
      links: [[`/mediators/${encodeURIComponent(urn)}`, t('open.mediator')]],
    }),
    task: ({ task: { _id, user, remainingTransactions } }) => ({
      title: t('task.paused', { count: formatCount(remainingTransactions, language) }),
      detail: user,
      links: [[`/tasks/${_id}`, t('open.task')]],
    }),
    disk: ({ disk: { bytes, free } }) => ({
      title: t('disk', { free: formatSize(free, language), size: formatSize(bytes, language) }),
      detail: undefined,
      links: [['/retention', t('open.retention')]],
    }),
  }
}

const pickCause = ({ channel, code, stage }: RefusalGroup) => ({ channel, code, stage })
