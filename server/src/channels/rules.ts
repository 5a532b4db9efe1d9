import type { NewChannel } from '@mediary/contract/channels'

/** A fault of a channel: the path of the field, and what is wrong with it in words. */
export type FieldProblem = { path: string; message: string }

/** Everything that makes the parts of a channel not fit together. Patterns are vetted in `compile.ts`. */
export const findProblems = (channel: NewChannel): FieldProblem[] => [
  ...findMethodProblems(channel),
  ...findRouteProblems(channel),
  ...findDataProblems(channel),
  ...findTypeProblems(channel),
  ...(channel.status === 'enabled' ? findUnavailable(channel) : []),
]

function findMethodProblems({ type, methods }: NewChannel): FieldProblem[] {
  if (type === 'http' && methods.length === 0) {
    return [{ path: 'methods', message: 'an HTTP channel takes at least one method' }]
  }
  if (type !== 'http' && methods.length) return [{ path: 'methods', message: 'only an HTTP channel takes methods' }]
  const repeated = [...new Set(methods.filter((method, i) => methods.indexOf(method) !== i))].sort()
  if (repeated.length === 0) return []
  return [
    { path: 'methods', message: `Channel methods can't be repeated. Repeated methods are ${repeated.join(', ')}` },
  ]
}

function findRouteProblems({ routes }: NewChannel): FieldProblem[] {
  const primaries = routes.filter(({ primary, status }) => primary && status === 'enabled').length
  const codes = routes.flatMap(({ statusCodesCheck }, i) =>
    statusCodesCheck && !/^\s*([1-5]\d\d|[1-5]\*\*)(\s*,\s*([1-5]\d\d|[1-5]\*\*))*\s*$/.test(statusCodesCheck)
      ? [
          {
            path: `routes.${i}.statusCodesCheck`,
            message: 'must be statuses such as 404 or classes such as 2**, with commas',
          },
        ]
      : [],
  )
  if (primaries === 1) return codes
  return [
    ...codes,
    {
      path: 'routes',
      message:
        primaries === 0
          ? 'a channel must have one enabled primary route'
          : 'a channel cannot have multiple enabled primary routes',
    },
  ]
}

function findDataProblems(channel: NewChannel): FieldProblem[] {
  const faults: FieldProblem[] = []
  if (channel.maxBodyAgeDays !== undefined && !channel.requestBody && !channel.responseBody) {
    faults.push({ path: 'maxBodyAgeDays', message: 'needs requestBody or responseBody to be stored' })
  }
  for (const path of ['matchContentXpath', 'matchContentJson'] as const) {
    if (channel[path] && !channel.matchContentValue)
      faults.push({ path: 'matchContentValue', message: `${path} needs a value to compare with` })
  }
  return faults
}

function findTypeProblems({ type, tcpPort, pollingSchedule, status, authType }: NewChannel): FieldProblem[] {
  if (type === 'polling' && !pollingSchedule)
    return [{ path: 'pollingSchedule', message: 'a polling channel needs a schedule' }]
  if ((type === 'tcp' || type === 'tls') && !tcpPort)
    return [{ path: 'tcpPort', message: 'a TCP channel needs a port' }]
  if (type === 'tcp' && status === 'enabled' && authType === 'private')
    return [
      { path: 'authType', message: 'nobody can be recognised over plain TCP: make it public, and name the addresses' },
    ]
  return []
}

/** What can be stored but is not served yet is refused when it is enabled, so that nobody believes it works. */
function findUnavailable(channel: NewChannel): FieldProblem[] {
  const enabled = channel.routes.filter(({ status }) => status === 'enabled')
  const pending: [path: string, wanted: boolean, what: string][] = [
    ['routes', enabled.some(({ type }) => type === 'kafka'), 'Kafka routes are'],
  ]
  return pending
    .filter(([, wanted]) => wanted)
    .map(([path, , what]) => ({
      path,
      message: `${what} not available yet: the channel can be saved with the status "disabled"`,
    }))
}
