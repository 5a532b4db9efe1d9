import { createPublicKey } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isPostgres, readAddress, sessionAttributes } from '../platform/database/postgres/hosts.ts'
import { nearest } from '../platform/nearest.ts'
import type { Settings } from './settings.ts'

type NameOf = (path: string) => string

/** Faults of settings that are each well-formed, but not together. Every one names the setting as it was given. */
export const contradictions = (settings: Settings, nameOf: NameOf): string[] => [
  ...ofTokens(settings.authentication, nameOf),
  ...ofPorts(settings, nameOf),
  ...ofStore(settings, nameOf),
  ...findBucketProblems(settings, nameOf),
  ...findProxyProblems(settings, nameOf),
  ...(Boolean(settings.admin.email) === Boolean(settings.admin.password)
    ? []
    : [
        `${nameOf(settings.admin.email ? 'admin.email' : 'admin.password')}: needs both admin.email and admin.password`,
      ]),
]

/** The text of a key that is given as itself or as a file. Undefined when it looks like a file that cannot be read. */
export function keyText(value: string, workingFolder: string): string | undefined {
  if (value.includes('\n') || value.length > 1024) return value
  const file = resolve(workingFolder, value)
  // The path of a missing file must never become a shared secret that everybody can read in the configuration.
  const looksLikeFile = /^(\/|\.\.?\/|~\/)|\.(pem|pub|crt|key)$/.test(value)
  if (value === '' || !(looksLikeFile || existsSync(file))) return value
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return undefined
  }
}

const symmetric = ['HS256', 'HS384', 'HS512']
const asymmetric = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']

function ofTokens({ jwt, enableJWTAuthentication }: Settings['authentication'], nameOf: NameOf): string[] {
  const { secretOrPublicKey: key, jwksUri, algorithms } = jwt
  const names = {
    algorithms: nameOf('authentication.jwt.algorithms'),
    key: nameOf('authentication.jwt.secretOrPublicKey'),
    jwksUri: nameOf('authentication.jwt.jwksUri'),
    enable: nameOf('authentication.enableJWTAuthentication'),
  }
  const isPem = key.includes('-----BEGIN')
  const unknown = algorithms.filter((name) => ![...symmetric, ...asymmetric].includes(name))
  const keyNeeded = 'needs authentication.jwt.secretOrPublicKey or authentication.jwt.jwksUri'
  const rules: [boolean, string][] = [
    [Boolean(key || jwksUri) && !algorithms.length, `${names.algorithms}: must name the accepted ones, such as RS256`],
    [Boolean(enableJWTAuthentication && !key && !jwksUri), `${names.enable}: ${keyNeeded}`],
    // RFC 8725 §2.1: a public key taken for a shared secret lets anyone sign.
    [
      (isPem || Boolean(!key && jwksUri)) && algorithms.some((name) => symmetric.includes(name)),
      `${names.algorithms}: HS256, HS384 and HS512 need a shared secret, not a public key`,
    ],
    [
      Boolean(key) && !isPem && algorithms.some((name) => asymmetric.includes(name)),
      `${names.key}: must be a public key in PEM form for the algorithms ${algorithms.join(' ')}`,
    ],
    [isPem && !isPublicKey(key), `${names.key}: is not a public key in PEM form`],
    [Boolean(jwksUri) && !/^https?:$/.test(URL.parse(jwksUri)?.protocol ?? ''), `${names.jwksUri}: is not an address`],
  ]
  return [
    ...rules.filter(([broken]) => broken).map(([, sentence]) => sentence),
    ...unknown.map(
      (name) =>
        `${names.algorithms}: ${name} is not an algorithm that can be accepted; the nearest one is ${nearest(name, [...symmetric, ...asymmetric])?.name}`,
    ),
  ]
}

function isPublicKey(pem: string) {
  try {
    createPublicKey(pem)
    return true
  } catch {
    return false
  }
}

function ofPorts({ api, router, auditing: { servers } }: Settings, nameOf: NameOf): string[] {
  const ports = [
    ...(api.enabled ? [{ path: 'api.port', port: api.port }] : []),
    { path: 'router.httpPort', port: router.httpPort },
    { path: 'router.httpsPort', port: router.httpsPort },
    ...(servers.tcp.enabled ? [{ path: 'auditing.servers.tcp.port', port: servers.tcp.port }] : []),
    ...(servers.tls.enabled ? [{ path: 'auditing.servers.tls.port', port: servers.tls.port }] : []),
  ]
  return ports.flatMap(({ path, port }, i) => {
    const same = ports.slice(0, i).find((other) => port !== 0 && other.port === port)
    return same ? [`${nameOf(path)}: ${port} is the port of ${same.path} too`] : []
  })
}

function findProxyProblems({ router, trustedProxies }: Settings, nameOf: NameOf): string[] {
  // With a number of proxies anybody who connects is believed, and could send anybody's certificate.
  const listed = typeof trustedProxies === 'object' && trustedProxies.length > 0
  if (router.clientCertificateHeader !== undefined && !listed)
    return [`${nameOf('router.clientCertificateHeader')}: needs trustedProxies, as a list of addresses`]
  if (typeof trustedProxies === 'number' || trustedProxies.length) return []
  return (['httpProxyProtocol', 'httpsProxyProtocol'] as const)
    .filter((name) => router[name])
    .map((name) => `${nameOf(`router.${name}`)}: needs trustedProxies, which names the proxies that may connect`)
}

function ofStore({ databaseUrl = '' }: Settings, nameOf: NameOf): string[] {
  if (/^[a-z0-9+]+:\/\//i.test(databaseUrl) && !isPostgres(databaseUrl))
    return [`${nameOf('databaseUrl')}: must be the path of an SQLite file, or start with postgres://`]
  const wanted = isPostgres(databaseUrl) ? readAddress(databaseUrl).parameters.get('target_session_attrs') : null
  if (wanted === null || sessionAttributes.includes(wanted)) return []
  return [`${nameOf('databaseUrl')}: target_session_attrs must be read-write or primary, because Mediary writes`]
}

function findBucketProblems({ coldBodies, databaseUrl = '' }: Settings, nameOf: NameOf): string[] {
  const together = ['endpoint', 'bucket', 'keyId', 'secret'] as const
  const missing = together.filter((name) => coldBodies[name] === undefined)
  const [given] = together.filter((name) => coldBodies[name] !== undefined)
  if (given === undefined) return []
  const name = nameOf(`coldBodies.${given}`)
  if (missing.length > 0) return [`${name}: needs ${missing.map((one) => `coldBodies.${one}`).join(', ')} too`]
  return isPostgres(databaseUrl)
    ? []
    : [`${name}: needs a store on PostgreSQL, because SQLite keeps bodies in files of its own`]
}
