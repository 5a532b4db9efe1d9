import type { Channel } from '@mediary/contract/channels'
import type { Route } from '@mediary/contract/channels/route'
import { compilePathTransform } from '../../channels/index.ts'
import type { Settings } from '../../settings/settings.ts'
import { type LinkRule, rewriteLinkHeaders, rewriteLinks } from './links.ts'

/** Larger answers pass as they came: to be rewritten, an answer must be here as a whole. */
export const maxRewrittenBytes = 16 * 1024 * 1024

/** The address at which clients reach the gateway. */
export type PublicAddress = { host: string; http: number; https: number }

export const toPublicAddress = (router: Settings['router']): PublicAddress => ({
  host: router.externalHostname,
  http: router.httpPort,
  https: router.httpsPort,
})

/** Rewrites the answers of a channel. `secure`: the client came by TLS. Headers are flat: name, value, name, value … */
export type Rewrite = {
  body: (body: Buffer, secure: boolean) => Buffer
  headers: (headers: readonly string[], secure: boolean) => string[]
}

export const isRewritable = (contentType: string | undefined) =>
  contentType !== undefined &&
  /^\s*(text\/|application\/([\w.+-]*[+.-])?(ndjson|json|xml|javascript)\b)/i.test(contentType)

/** For each channel that asks for it: links to upstreams in its answers become links to the gateway. */
export function compileRewrites(channels: readonly Channel[], address: PublicAddress): Map<string, Rewrite> {
  const enabled = channels.filter(({ status }) => status === 'enabled')
  const automatic = enabled.flatMap((channel) =>
    findPrimary(channel).map((route) => buildAutomaticRule(route, address)),
  )
  const found = enabled.filter(({ rewriteUrls }) => rewriteUrls)
  return new Map(
    found.map((channel) => {
      const rules = [
        ...channel.rewriteUrlsConfig.map((rule) => buildConfiguredRule(rule, address)),
        ...(channel.addAutoRewriteRules ? automatic : []),
      ]
      const [own] = findPrimary(channel)
      const origin = { host: own?.host?.toLowerCase() ?? '', port: own?.port ?? 80 }
      return [
        channel._id,
        {
          // As latin1 every byte is one character and comes back as it was, whatever the charset.
          body: (body, secure) =>
            Buffer.from(rewriteLinks(body.toString('latin1'), { rules, origin, secure }), 'latin1'),
          headers: (headers, secure) => rewriteLinkHeaders(headers, { rules, origin, secure }),
        },
      ]
    }),
  )
}

const findPrimary = ({ routes }: Channel) =>
  routes.filter(({ primary, status, type }) => primary && status === 'enabled' && type === 'http').slice(0, 1)

function buildAutomaticRule({ host = '', port = 80, pathTransform }: Route, address: PublicAddress): LinkRule {
  return {
    fromHost: host.toLowerCase(),
    fromPort: port,
    to: (secure) => ({
      host: address.host,
      port: secure ? address.https : address.http,
      protocol: secure ? 'https:' : 'http:',
    }),
    path: invertTransform(pathTransform),
  }
}

function buildConfiguredRule(rule: Channel['rewriteUrlsConfig'][number], address: PublicAddress): LinkRule {
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
function invertTransform(transform: string | undefined): (path: string) => string {
  const [, from, to, all] = /^s\/((?:\\.|[^\\/])+)\/((?:\\.|[^\\/])+)(?:\/(g)?)?$/.exec(transform ?? '') ?? []
  if (!from || !to) return unchanged
  try {
    return compilePathTransform(`s/${to}/${from}/${all ?? ''}`)
  } catch {
    return unchanged
  }
}
