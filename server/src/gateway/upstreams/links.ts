/** Links in the text and headers of an answer: those that lead to an upstream are made to lead to the gateway. */

export type LinkRule = {
  fromHost: string
  fromPort: number
  to: (secure: boolean) => { host: string; port: number; protocol: 'http:' | 'https:' }
  path: (path: string) => string
}

/** `origin` is where relative links lead; `secure`: the client came by TLS. */
type LinkContext = { rules: readonly LinkRule[]; origin: { host: string; port: number }; secure: boolean }

// JSON may escape a slash in two ways, XML and HTML in two others.
const slash = String.raw`(?:\\?\/|\\u002f|&#x2f;|&#47;)`
const anySlash = new RegExp(slash, 'gi')

// What follows a host must end it: a port or host that goes on is another one.
const absolute = new RegExp(
  String.raw`(?<![a-z0-9+.-])(https?:|(?<=["'(<=]))(${slash}{2})(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::(\d{1,5}))?` +
    String.raw`(?=[\\/?#"'<>\s&),;\]}|]|$)((?:${slash}|[?#])(?:[^\s"'<>\\]|\\\/|\\u[0-9a-f]{4}){0,8000})?`,
  'gi',
)

const relative = /\b(href|src|fullUrl)(["']?\s{0,20}[:=]\s{0,20})(["'])([^"'\s]{1,8000})\3/gi

// They name something, and are compared letter by letter: no client follows them.
const namespaceName =
  /(?:\bxmlns(?::[\w.-]{1,64})?\s{0,9}=\s{0,9}["']|"system"\s{0,9}:\s{0,9}"|<system\s{1,9}value\s{0,9}=\s{0,9}["'])$/

const maxNamespacePrefix = 100

/** Rewrites links by their address, whatever names them: in JSON, XML, HTML and plain text. */
export function rewriteLinks(text: string, context: LinkContext): string {
  const rewritten = text.replace(absolute, (link, protocol, slashes, host, port, rest, offset: number) =>
    namespaceName.test(text.slice(Math.max(0, offset - maxNamespacePrefix), offset))
      ? link
      : (rewriteAbsolute({ protocol, slashes, host, port, rest }, context) ?? link),
  )
  return rewritten.replace(
    relative,
    (_all, name: string, between: string, quote: string, link: string) =>
      `${name}${between}${quote}${rewriteRelative(link, context)}${quote}`,
  )
}

/** `headers` is flat: name, value, name, value … */
export const rewriteLinkHeaders = (headers: readonly string[], context: LinkContext): string[] =>
  headers.map((value, i) => {
    if (i % 2 === 0) return value
    switch (headers[i - 1]?.toLowerCase() ?? '') {
      case 'location':
      case 'content-location':
        return rewriteReference(value, context)
      case 'link':
        return value.replace(/<([^<>]{1,8000})>/g, (_all, link: string) => `<${rewriteReference(link, context)}>`)
      default:
        return value
    }
  })

function rewriteReference(link: string, context: LinkContext) {
  absolute.lastIndex = 0
  const start = link.startsWith('//') ? `"${link}` : link
  const [found, protocol, slashes, host, port, rest] = absolute.exec(start) ?? []
  if (found === undefined || host === undefined) return rewriteRelative(link, context)
  return rewriteAbsolute({ protocol, slashes, host, port, rest }, context) ?? link
}

type Link = {
  protocol: string | undefined
  slashes: string | undefined
  host: string
  port: string | undefined
  rest: string | undefined
}

/** Undefined when no rule has the address. */
function rewriteAbsolute({ protocol = '', slashes = '//', host, port, rest = '' }: Link, context: LinkContext) {
  const number = port === undefined ? (protocol.toLowerCase() === 'https:' ? 443 : 80) : Number(port)
  const rule = findRule(context.rules, { host: host.toLowerCase(), port: number })
  if (!rule) return undefined
  const to = rule.to(context.secure)
  const [written = '/'] = slashes.match(anySlash) ?? []
  const isEscaped = written !== '/'
  const path = changePath(isEscaped ? rest.replace(anySlash, '/') : rest, rule.path)
  return `${protocol && to.protocol}${slashes}${to.host}:${to.port}${isEscaped ? path.replaceAll('/', written) : path}`
}

/** Links with another scheme, and links within the same page, stay. */
function rewriteRelative(link: string, { rules, origin }: LinkContext) {
  if (/^([a-z][a-z0-9+.-]*:|#|\\?\/\\?\/)/i.test(link)) return link
  const rule = findRule(rules, origin)
  return rule ? changePath(link, rule.path) : link
}

const findRule = (rules: readonly LinkRule[], { host, port }: { host: string; port: number }) =>
  rules.find(({ fromHost, fromPort }) => fromHost === host && fromPort === port)

function changePath(target: string, change: (path: string) => string) {
  const [path = ''] = target.split(/[?#]/, 1)
  return path ? change(path) + target.slice(path.length) : target
}
