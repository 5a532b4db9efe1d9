import type { NewChannel } from '@mediary/contract/channels'
import { type Issue, issue } from '@mediary/contract/problem'

/** Everything that makes the parts of a channel not fit together. Patterns are vetted in `compile.ts`. */
export const findProblems = (channel: NewChannel): Issue[] => [
  ...findMethodProblems(channel),
  ...findRouteProblems(channel),
  ...findDataProblems(channel),
  ...findAlertProblems(channel),
  ...(channel.corsCredentials && channel.corsOrigins?.includes('*')
    ? [issue('corsCredentials', 'any-origin-with-credentials')]
    : []),
  ...findTypeProblems(channel),
  ...(channel.status === 'enabled' ? findUnavailable(channel) : []),
]

const findAlertProblems = ({ alerts }: NewChannel): Issue[] =>
  alerts.flatMap(({ status }, i) =>
    status && !/^[1-5](\d\d|xx)$/i.test(status) ? [issue(`alerts.${i}.status`, 'must-be-status-or-class')] : [],
  )

function findMethodProblems({ type, methods }: NewChannel): Issue[] {
  if (type === 'http' && methods.length === 0) {
    return [issue('methods', 'channel-without-methods')]
  }
  if (type !== 'http' && methods.length) return [issue('methods', 'methods-only-for-http')]
  const repeated = [...new Set(methods.filter((method, i) => methods.indexOf(method) !== i))].sort()
  if (repeated.length === 0) return []
  return [issue('methods', 'repeated-methods', { methods: repeated.join(', ') })]
}

function findRouteProblems({ routes }: NewChannel): Issue[] {
  const primaries = routes.filter(({ primary, status }) => primary && status === 'enabled').length
  const codes = routes.flatMap(({ statusCodesCheck }, i) =>
    statusCodesCheck && !/^\s*([1-5]\d\d|[1-5]\*\*)(\s*,\s*([1-5]\d\d|[1-5]\*\*))*\s*$/.test(statusCodesCheck)
      ? [issue(`routes.${i}.statusCodesCheck`, 'not-status-codes')]
      : [],
  )
  if (primaries === 1) return codes
  return [...codes, issue('routes', primaries === 0 ? 'no-primary-route' : 'several-primary-routes')]
}

function findDataProblems(channel: NewChannel): Issue[] {
  const found: Issue[] = []
  if (channel.maxBodyAgeDays !== undefined && !channel.requestBody && !channel.responseBody) {
    found.push(issue('maxBodyAgeDays', 'body-age-without-bodies'))
  }
  for (const path of ['matchContentXpath', 'matchContentJson'] as const) {
    if (channel[path] && !channel.matchContentValue)
      found.push(issue('matchContentValue', 'content-value-missing', { rule: path }))
  }
  return found
}

function findTypeProblems({ type, tcpPort, pollingSchedule, status, authType }: NewChannel): Issue[] {
  if (type === 'polling' && !pollingSchedule) return [issue('pollingSchedule', 'schedule-missing')]
  if ((type === 'tcp' || type === 'tls') && !tcpPort) return [issue('tcpPort', 'tcp-port-missing')]
  if (type === 'tcp' && status === 'enabled' && authType === 'private') return [issue('authType', 'private-tcp')]
  return []
}

/** What can be stored but is not served yet is refused when it is enabled, so that nobody believes it works. */
function findUnavailable(channel: NewChannel): Issue[] {
  const enabled = channel.routes.filter(({ status }) => status === 'enabled')
  return enabled.some(({ type }) => type === 'kafka') ? [issue('routes', 'kafka-not-available')] : []
}
