import { listKeys } from '@mediary/contract/api/records'
import {
  type NewTokenIssuer,
  publicKeyAlgorithms,
  secretAlgorithms,
  type TokenIssuer,
} from '@mediary/contract/clients/issuers'

// The values of the form of an issuer. The secret begins empty: the server does not show it.

export const keyKinds = ['key set', 'public keys', 'shared secret'] as const
type KeyKind = (typeof keyKinds)[number]
type Algorithm = NewTokenIssuer['algorithms'][number]

/** One value of the claim, and the roles for which it stands. */
type MappedValue = { value: string; roles: string[] }

export type IssuerDraft = {
  name: string
  issuer: string
  key: KeyKind
  algorithms: Algorithm[]
  jwksUri: string
  publicKeys: string
  secret: string
  audience: string[]
  clientClaim: string
  leewaySeconds: string
  narrow: 'never' | 'by name' | 'by value'
  claim: string
  values: MappedValue[]
}

export const algorithmsOf: Record<KeyKind, readonly Algorithm[]> = {
  'key set': publicKeyAlgorithms,
  'public keys': publicKeyAlgorithms,
  'shared secret': listKeys(secretAlgorithms),
}

export const newMappedValue: MappedValue = { value: '', roles: [] }

export const newIssuer: IssuerDraft = {
  name: '',
  issuer: '',
  key: 'key set',
  algorithms: ['RS256'],
  jwksUri: '',
  publicKeys: '',
  secret: '',
  audience: [],
  clientClaim: 'sub',
  leewaySeconds: '5',
  narrow: 'never',
  claim: 'scope',
  values: [newMappedValue],
}

export function toDraft(issuer: TokenIssuer | undefined): IssuerDraft {
  if (!issuer) return newIssuer
  const { name, key, audience, clientClaim, roles, publicKeys, jwksUri = '' } = issuer
  const values = Object.entries(roles?.values ?? {}).map(([value, names]) => ({ value, roles: names }))
  return {
    name,
    issuer: issuer.issuer,
    key,
    algorithms: algorithmsOf[key].filter((one) => issuer.algorithms.includes(one)),
    jwksUri,
    publicKeys: publicKeys.join('\n'),
    secret: '',
    audience,
    clientClaim,
    leewaySeconds: String(issuer.leewaySeconds),
    narrow: roles ? (roles.values ? 'by value' : 'by name') : 'never',
    claim: roles?.claim ?? newIssuer.claim,
    values: values.length > 0 ? values : newIssuer.values,
  }
}

/** Returns the draft with another kind of key, and an algorithm that fits it. */
export const withKey = (draft: IssuerDraft, key: KeyKind): IssuerDraft => {
  const fitting = algorithmsOf[key].filter((one) => draft.algorithms.includes(one))
  return { ...draft, key, algorithms: fitting.length > 0 ? fitting : algorithmsOf[key].slice(0, 1) }
}

const block = /-----BEGIN [^-]+-----[^-]*-----END [^-]+-----/g

/** Returns each key of a text with several. A text without one is sent as it is, so that the server says what is wrong. */
const splitKeys = (text: string): string[] => text.match(block) ?? (text.trim() ? [text.trim()] : [])

const isEmpty = ({ value, roles }: MappedValue) => value.trim() === '' && roles.length === 0

/** Returns the place of the first value that is missing, or that stands twice: only one of the two could be stored. */
export function findWrongValue({
  narrow,
  values,
}: IssuerDraft): { at: number; problem: 'empty' | 'twice' } | undefined {
  if (narrow !== 'by value') return undefined
  const names = values.map(({ value }) => value.trim())
  const empty = values.findIndex((one, at) => names[at] === '' && !isEmpty(one))
  if (empty >= 0) return { at: empty, problem: 'empty' }
  const twice = names.findIndex((name, at) => name !== '' && names.indexOf(name) < at)
  return twice >= 0 ? { at: twice, problem: 'twice' } : undefined
}

export function toIssuer(draft: IssuerDraft): NewTokenIssuer {
  const { name, issuer, key, algorithms, audience, clientClaim, narrow, claim } = draft
  const values = draft.values.filter((one) => !isEmpty(one)).map(({ value, roles }) => [value.trim(), roles] as const)
  return {
    name,
    issuer: issuer.trim(),
    algorithms,
    audience,
    clientClaim: clientClaim.trim(),
    leewaySeconds: Number(draft.leewaySeconds || Number.NaN),
    publicKeys: key === 'public keys' ? splitKeys(draft.publicKeys) : [],
    ...(key === 'key set' && { jwksUri: draft.jwksUri.trim() }),
    ...(key === 'shared secret' && draft.secret !== '' && { secret: draft.secret }),
    roles:
      narrow === 'never'
        ? null
        : { claim: claim.trim(), values: narrow === 'by name' ? null : Object.fromEntries(values) },
  }
}
