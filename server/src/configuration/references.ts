// Secrets in documents: a reference such as ${env:NAME} in place of a secret, and the verifiers of passwords and tokens.
import { createHash } from 'node:crypto'
import type { ConfigurationDocument } from '@mediary/contract/configuration'
import { issue } from '@mediary/contract/problem'
import { invalidRequest } from '../platform/http/problem.ts'
import { hashPassword, isPasswordVerifier, verifyPassword } from '../platform/passwords.ts'
import type { Secrets } from '../platform/secrets.ts'
import type { ConfigurationKind, SecretPlace } from './kind.ts'
import type { WorldObject } from './world.ts'

/** Returns the value of the text between the braces of a reference; undefined when there is none. */
export type FindSecret = (reference: string) => string | undefined

const pattern = /^\$\{((?:env|file):[^{}\s]{1,400})\}$/

const readReference = (value: string): string | undefined => pattern.exec(value)?.[1]

const keepDocument: NonNullable<ConfigurationKind['mapSecrets']> = (document) => document

const mapSecrets = (kind: ConfigurationKind) => kind.mapSecrets ?? keepDocument

function listSecrets(kind: ConfigurationKind, document: ConfigurationDocument) {
  const found = new Map<string, { value: string; place: SecretPlace }>()
  mapSecrets(kind)(document, (value, place) => {
    found.set(place.path, { value, place })
    return value
  })
  return found
}

/** Returns the document as files have it: sealed secrets become references with a stable name. */
export const toFileDocument = ({ kind, id, name, document }: WorldObject): ConfigurationDocument =>
  mapSecrets(kind)(document, (value, { path, type }) =>
    type === 'sealed' && value !== '' ? `\${env:${nameSecret(kind, { id, name, path })}}` : value,
  )

/** The end of the name tells objects apart whose names differ in letters that a variable cannot have. */
function nameSecret(kind: ConfigurationKind, { id, name, path }: { id: string; name: string; path: string }) {
  const words = `${kind.name} ${name} ${path.split('.').at(-1)}`
  const end = createHash('sha256').update(`${kind.name} ${id} ${path}`).digest('hex').slice(0, 8)
  return `${words.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}_${end.toUpperCase()}`
}

/** Returns documents as people see them: every secret hidden, and marked where the second has another one. */
export function hideSecrets(
  kind: ConfigurationKind,
  former: ConfigurationDocument | undefined,
  next: ConfigurationDocument | undefined,
) {
  const known = former ? listSecrets(kind, former) : new Map<string, { value: string }>()
  const hide = (value: string, { path }: SecretPlace) => {
    if (value === '') return ''
    return !former || known.get(path)?.value === value ? hidden.same : hidden.other
  }
  return {
    former: former && mapSecrets(kind)(former, (value) => (value === '' ? '' : hidden.same)),
    next: next && mapSecrets(kind)(next, hide),
  }
}
const hidden = { same: '(secret)', other: '(another secret)' }

type Sources = { find: FindSecret; secrets: Secrets }

/**
 * Returns the document with the secrets that its references stand for. A reference that has no value here stands for the
 * stored secret, and is refused where there is none. `unchanged`: the places of such references.
 */
export async function fillSecrets(
  kind: ConfigurationKind,
  document: ConfigurationDocument,
  current: ConfigurationDocument | undefined,
  sources: Sources,
): Promise<{ document: ConfigurationDocument; unchanged: ReadonlySet<string> }> {
  const unchanged = new Set<string>()
  const stored = current ? listSecrets(kind, current) : new Map<string, { value: string }>()
  const filled = new Map<string, string>()
  for (const [path, { value, place }] of listSecrets(kind, document)) {
    filled.set(path, await fillOne(value, place, stored.get(path)?.value, sources))
    const reference = readReference(value)
    if (reference !== undefined && sources.find(reference) === undefined) unchanged.add(path)
  }
  return { document: mapSecrets(kind)(document, (value, { path }) => filled.get(path) ?? value), unchanged }
}

async function fillOne(value: string, place: SecretPlace, stored: string | undefined, { find, secrets }: Sources) {
  if (value === '') return value
  const reference = readReference(value)
  if (reference === undefined) return readVerifier(value, place, stored, secrets)
  const secret = find(reference)
  if (secret === undefined) {
    if (stored === undefined || stored === '')
      throw invalidRequest([issue(place.path, 'secret-without-value', { reference })])
    return stored
  }
  if (place.type === 'sealed') return secret
  if (place.type === 'token') return toTokenVerifier(secret, secrets)
  if (stored && (await verifyPassword(stored, secret))) return stored
  return hashPassword(secret)
}

const toTokenVerifier = (token: string, { keyId, digest }: Secrets) => `${keyId}:${digest(token)}`

function readVerifier(value: string, { path, type }: SecretPlace, stored: string | undefined, { keyId }: Secrets) {
  if (value === stored) return value
  if (type === 'sealed') throw invalidRequest([issue(path, 'secret-in-plain')])
  if (type === 'password') {
    if (!isPasswordVerifier(value)) throw invalidRequest([issue(path, 'not-a-verifier')])
    return value
  }
  const [key, digest = ''] = value.split(':')
  if (!/^[0-9a-f]{64}$/.test(digest)) throw invalidRequest([issue(path, 'not-a-verifier')])
  if (key !== keyId) throw invalidRequest([issue(path, 'verifier-of-another-key')])
  return value
}
