/** Refuses a host that is none, and names the parts of an address that stands in its place. */

import type { NewChannel } from '@mediary/contract/channels'
import { isHost, splitAddress } from '@mediary/contract/channels/host'
import { type Issue, issue } from '@mediary/contract/problem'

export const findHostProblems = ({ routes, tcpHost, rewriteUrlsConfig }: NewChannel): Issue[] => [
  ...routes.flatMap(({ host }, i) => checkHost(`routes.${i}.host`, host)),
  ...checkHost('tcpHost', tcpHost),
  ...rewriteUrlsConfig.flatMap(({ fromHost, toHost }, i) => [
    ...checkHost(`rewriteUrlsConfig.${i}.fromHost`, fromHost),
    ...checkHost(`rewriteUrlsConfig.${i}.toHost`, toHost),
  ]),
]

function checkHost(path: string, host: string | undefined): Issue[] {
  if (!host || isHost(host)) return []
  const address = splitAddress(host)
  if (!address) return [issue(path, 'not-a-host')]
  const { secured, user, port } = address
  const named = [
    ...(secured === undefined ? [] : [secured ? 'TLS' : 'no TLS']),
    `host ${address.host}`,
    ...(port === undefined ? [] : [`port ${port}`]),
    ...(address.path === undefined ? [] : [`path ${address.path}`]),
    ...(user === undefined ? [] : ['a user name']),
  ]
  return [issue(path, 'host-is-an-address', { found: named.join(', ') })]
}
