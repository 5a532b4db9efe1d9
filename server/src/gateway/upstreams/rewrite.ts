import type { Channel, Route } from '@mediary/contract/channels'
import { compilePathTransform } from '../../channels/index.ts'
import type { Settings } from '../../settings/settings.ts'

/** Larger answers pass as they came: to be rewritten, an answer must be here as a whole. */
export const maxRewrittenBytes = 16 * 1024 * 1024

/** Where clients find the gateway. */
export type PublicAddress = { host: string; http: number; https: number }

export const toPublicAddress = (router: Settings['router']): PublicAddress => ({
  host: router.externalHostname,
  http: router.httpPort,
  https: router.httpsPort,
})

/** Bytes in, bytes out. `secure`: the client came by TLS. */
export type Rewrite = (body: Buffer, secure: boolean) => Buffer

type Rule = {
  fromHost: string
  fromPort: number
  to: (secure: boolean) => { host: string; port: number; protocol: 'http:' | 'https:' }
  path: (path: string) => string
}

export const isRewritable = (contentType: string | undefined) =>
  contentType !== undefined && /^\s*(text\/|application\/([\w.+-]*[+.-])?(json|xml|javascript)\b)/i.test(contentType)

/** For each channel that asks for it: the addresses of upstreams in its answers become those of the gateway. */
export function compileRewrites(channels: readonly Channel[], address: PublicAddress): Map<string, Rewrite> {
  const enabled = channels.filter(({ status }) => status === 'enabled')
  const automatic = enabled.flatMap((channel) => primaryOf(channel).map((route) => automaticRule(route, address)))
  const found = enabled.filter(({ rewriteUrls }) => rewriteUrls)
  return new Map(
    found.map((channel) => {
      const rules = [
        ...channel.rewriteUrlsConfig.map((rule) => configuredRule(rule, address)),
        ...(channel.addAutoRewriteRules ? automatic : []),
      ]
      const [own] = primaryOf(channel)
      return [channel._id, (body, secure) => rewriteAll(body, rules, own, secure)]
    }),
  )
}

const primaryOf = ({ routes }: Channel) =>
  routes.filter(({ primary, status, type }) => primary && status === 'enabled' && type === 'http').slice(0, 1)

function automaticRule({ host = '', port = 80, pathTransform }: Route, address: PublicAddress): Rule {
  return {
    fromHost: host.toLowerCase(),
    fromPort: port,
    to: (secure) => ({
      host: address.host,
      port: secure ? address.https : address.http,
      protocol: secure ? 'https:' : 'http:',
    }),
    path: inverse(pathTransform),
  }
}

function configuredRule(rule: Channel['rewriteUrlsConfig'][number], address: PublicAddress): Rule {
  const protocol = rule.toPort === address.https ? 'https:' : 'http:'
  return {
    fromHost: rule.fromHost.toLowerCase(),
    fromPort: rule.fromPort,
    to: () => ({ host: rule.toHost, port: rule.toPort, protocol }),
    path: rule.pathTransform ? compilePathTransform(rule.pathTransform) : unchanged,
  }
}

const unchanged = (path: string) => path

/** What a route's transform did to the path of a request is undone: s/a/b becomes s/b/a. One that cannot be is left. */
function inverse(transform: string | undefined): (path: string) => string {
  const [, from, to, all] = /^s\/((?:\\.|[^\\/])+)\/((?:\\.|[^\\/])+)(?:\/(g)?)?$/.exec(transform ?? '') ?? []
  if (!from || !to) return unchanged
  try {
    return compilePathTransform(`s/${to}/${from}/${all ?? ''}`)
  } catch {
    return unchanged
  }
}

const reference = /\b(href|src|fullUrl)(["']?\s{0,20}[:=]\s{0,20})(["'])([^"'\s]{1,8000})\3/gi

// As latin1 every byte is one character and comes back as it was, whatever the charset.
const rewriteAll = (body: Buffer, rules: readonly Rule[], own: Route | undefined, secure: boolean) =>
  Buffer.from(
    body
      .toString('latin1')
      .replace(
        reference,
        (_all, name: string, between: string, quote: string, url: string) =>
          `${name}${between}${quote}${rewriteOne(url, rules, own, secure)}${quote}`,
      ),
    'latin1',
  )

function rewriteOne(url: string, rules: readonly Rule[], own: Route | undefined, secure: boolean): string {
  const [, protocol = '', host, port, rest = ''] =
    /^(https?:)?\/\/(\[[^\]]*\]|[^/?#:@]+)(?::(\d+))?([/?#].*)?$/i.exec(url) ?? []
  const relative = host === undefined
  // Another scheme, or a place in the same page.
  if (relative && /^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(url)) return url
  const from = relative
    ? { host: own?.host?.toLowerCase(), port: own?.port }
    : {
        host: host.toLowerCase(),
        port: port === undefined ? (protocol.toLowerCase() === 'https:' ? 443 : 80) : Number(port),
      }
  const rule = rules.find(({ fromHost, fromPort }) => fromHost === from.host && fromPort === from.port)
  if (!rule) return url
  const path = pathChanged(relative ? url : rest, rule.path)
  if (relative) return path
  const to = rule.to(secure)
  return `${protocol && to.protocol}//${to.host}:${to.port}${path}`
}

function pathChanged(target: string, change: (path: string) => string) {
  const [path = ''] = target.split(/[?#]/, 1)
  return path ? change(path) + target.slice(path.length) : target
}
