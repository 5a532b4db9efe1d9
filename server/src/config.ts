import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parseYaml } from 'yaml'
import type { z } from 'zod'
import { nearest } from './platform/nearest.ts'
import { environmentName, openHimName, type Setting, settingsOf } from './setting-names.ts'
import { Settings } from './settings.ts'

export type Loaded = { settings: Settings; notes: string[] } | { faults: string[] }
type Environment = Record<string, string | undefined>
type Given = { value: unknown; name: string }

/** Reads `mediary.yaml`, then the environment; the environment wins. All faults are found at once. */
export function loadConfig({
  env,
  file,
  folder,
}: {
  env: Environment
  file?: string | undefined
  folder: string
}): Loaded {
  const known = settingsOf(Settings)
  const faults: string[] = []
  const given = new Map<string, Given>()
  const fromFile = readFile(file, env, folder, faults)
  for (const [path, value] of leaves(fromFile)) {
    if (known.some((setting) => setting.path === path)) given.set(path, { value, name: path })
    else
      faults.push(
        unknownSetting(
          path,
          known.map((setting) => setting.path),
        ),
      )
  }
  for (const setting of known) readEnvironment(setting, env, given, faults)
  faults.push(...unknownNames(env, known))

  const parsed = Settings.safeParse(nested(given))
  if (!parsed.success) faults.push(...parsed.error.issues.map((issue) => sentence(issue, given)))
  else faults.push(...contradictions(parsed.data))
  if (faults.length || !parsed.success) return { faults }
  return { settings: withKeyFile(parsed.data), notes: notesOn(env) }
}

function readFile(file: string | undefined, env: Environment, folder: string, faults: string[]): unknown {
  const data = env.MEDIARY_DATA ?? './data'
  const path =
    file ??
    [join(folder, 'mediary.yaml'), join(folder, data, 'mediary.yaml')].find((candidate) => existsSync(candidate))
  if (path === undefined) return {}
  try {
    return parseYaml(readFileSync(path, 'utf8')) ?? {}
  } catch (error) {
    faults.push(`${path} cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : error}`)
    return {}
  }
}

/** Our name, OpenHIM's name, or either with `_FILE`, which names a file that holds the value. */
function readEnvironment(setting: Setting, env: Environment, given: Map<string, Given>, faults: string[]) {
  for (const name of [openHimName(setting), environmentName(setting)]) {
    const file = env[`${name}_FILE`]
    if (file !== undefined) {
      try {
        given.set(setting.path, {
          value: typed(readFileSync(file, 'utf8').replace(/\r?\n$/, ''), setting),
          name: `${name}_FILE`,
        })
      } catch {
        faults.push(`${name}_FILE: the file ${file} cannot be read`)
      }
    }
    const text = env[name]
    if (text !== undefined) given.set(setting.path, { value: typed(text, setting), name })
  }
}

/** The environment knows only text. What cannot be read as the setting's type stays text, and is refused as such. */
function typed(text: string, { kind }: Setting): unknown {
  if (kind === 'number') return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
  if (kind === 'boolean')
    return /^(true|yes|on|1)$/i.test(text) ? true : /^(false|no|off|0)$/i.test(text) ? false : text
  if (kind !== 'list') return text
  if (!text.trim().startsWith('['))
    return text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean)
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const leaves = (node: unknown, path: string[] = []): [string, unknown][] =>
  typeof node === 'object' && node !== null && !Array.isArray(node)
    ? Object.entries(node).flatMap(([key, value]) => leaves(value, [...path, key]))
    : [[path.join('.'), node]]

function nested(given: Map<string, Given>) {
  const root: Record<string, unknown> = {}
  for (const [path, { value }] of given) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let node = root
    for (const key of keys) {
      node[key] ??= {}
      node = node[key] as Record<string, unknown>
    }
    node[last] = value
  }
  return root
}

function sentence({ path, message }: z.core.$ZodIssue, given: Map<string, Given>) {
  const name = path.join('.')
  return `${given.get(name)?.name ?? name}: ${message}`
}

const unknownSetting = (name: string, names: string[]) =>
  `${name} is not a setting; the nearest one is ${nearest(name, names)?.name}`

/** A name that starts like ours is meant for us; one that starts like OpenHIM's is when it is nearly one of those we know. */
function unknownNames(env: Environment, known: Setting[]): string[] {
  const ours = known.flatMap((setting) => [environmentName(setting), `${environmentName(setting)}_FILE`])
  const theirs = known.map(openHimName)
  return Object.keys(env).flatMap((name) => {
    if (ours.includes(name) || theirs.includes(name.replace(/_FILE$/, ''))) return []
    if (name.startsWith('MEDIARY_'))
      return [
        unknownSetting(
          name,
          ours.filter((one) => !one.endsWith('_FILE')),
        ),
      ]
    const near = /^[a-z]+[A-Za-z]*_[a-z]/.test(name) ? nearest(name, theirs) : undefined
    return near && near.distance <= 2 ? [unknownSetting(name, theirs)] : []
  })
}

function contradictions({ authentication: { jwt, enableJWTAuthentication }, admin }: Settings): string[] {
  const { secretOrPublicKey, jwksUri, algorithms } = jwt
  const isPublicKey = keyText(secretOrPublicKey).includes('-----BEGIN')
  const hasKey = Boolean(secretOrPublicKey || jwksUri)
  return [
    ...(hasKey && algorithms.length === 0
      ? [
          'authentication.jwt.algorithms: names the accepted algorithms, such as RS256; without one every token is refused',
        ]
      : []),
    ...(enableJWTAuthentication && !hasKey
      ? [
          'authentication.enableJWTAuthentication: needs authentication.jwt.secretOrPublicKey or authentication.jwt.jwksUri',
        ]
      : []),
    // RFC 8725 §2.1: a public key taken for a shared secret lets anyone sign.
    ...((isPublicKey || jwksUri) && algorithms.some((algorithm) => algorithm.startsWith('HS'))
      ? ['authentication.jwt.algorithms: HS256, HS384 and HS512 need a shared secret, not a public key']
      : []),
    ...(algorithms.includes('none') ? ['authentication.jwt.algorithms: "none" would accept any token'] : []),
    ...(jwksUri && !URL.canParse(jwksUri) ? ['authentication.jwt.jwksUri: is not an address'] : []),
    ...(Boolean(admin.email) !== Boolean(admin.password) ? ['admin: needs both admin.email and admin.password'] : []),
  ]
}

const keyText = (value: string) =>
  value.length < 4096 && !value.includes('\n') && existsSync(value) ? readFileSync(value, 'utf8') : value

/** A key may be given as the path of a file that holds it. */
const withKeyFile = (settings: Settings): Settings => {
  const { jwt } = settings.authentication
  return {
    ...settings,
    authentication: { ...settings.authentication, jwt: { ...jwt, secretOrPublicKey: keyText(jwt.secretOrPublicKey) } },
  }
}

const withoutEffect = [
  'mongo_url',
  'mongo_atnaUrl',
  'api_sessionKey',
  'api_salt',
  'router_kafkaBrokers',
  'email_fromAddress',
  'alerts_enableAlerts',
  'reports_enableReports',
  'caching_enabled',
  'rerun_httpPort',
  'polling_pollingPort',
  'openhimConsoleBaseUrl',
]
const notesOn = (env: Environment) =>
  withoutEffect
    .filter((name) => env[name] !== undefined)
    .map((name) => `${name} is a setting of OpenHIM that has no effect here`)
