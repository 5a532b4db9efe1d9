import type { Client, NewClient } from '@mediary/contract/clients'
import type { TrustedCertificate } from '@mediary/contract/keystore'
import type { Mechanism } from '@mediary/contract/system'
import type { z } from 'zod'

const textFields = [
  'organization',
  'softwareName',
  'description',
  'location',
  'contactPerson',
  'contactPersonEmail',
  'clientDomain',
] as const
type TextField = (typeof textFields)[number]

/** The values of the form. Secrets are only typed ones: the server never returns stored secrets. */
export type Draft = Record<TextField | 'clientID' | 'name' | 'customTokenID' | 'certFingerprint', string> & {
  roles: readonly string[]
  password: string
  confirm: string
  tokenRemoved: boolean
  passwordRemoved: boolean
}

type CheckedField = 'clientID' | 'name' | 'roles' | 'mechanism' | 'confirm'
type IssueKey = 'fault.required' | 'fault.roles' | 'fault.mechanism' | 'fault.confirm'
export type Issues = Partial<Record<CheckedField, IssueKey>>

export const toDraft = (client: Client | undefined): Draft => ({
  clientID: client?.clientID ?? '',
  name: client?.name ?? '',
  organization: client?.organization ?? '',
  softwareName: client?.softwareName ?? '',
  description: client?.description ?? '',
  location: client?.location ?? '',
  contactPerson: client?.contactPerson ?? '',
  contactPersonEmail: client?.contactPersonEmail ?? '',
  clientDomain: client?.clientDomain ?? '',
  certFingerprint: client?.certFingerprint ?? '',
  roles: client?.roles ?? [],
  customTokenID: '',
  password: '',
  confirm: '',
  tokenRemoved: false,
  passwordRemoved: false,
})

/** Returns the issues that prevent saving. */
export function findIssues(draft: Draft, stored: Client | undefined, enabled: readonly Mechanism[]): Issues {
  return {
    ...(draft.clientID.trim() ? {} : { clientID: 'fault.required' }),
    ...(draft.name.trim() ? {} : { name: 'fault.required' }),
    ...(draft.roles.length > 0 ? {} : { roles: 'fault.roles' }),
    ...(hasMechanism(draft, stored, enabled) ? {} : { mechanism: 'fault.mechanism' }),
    ...(draft.password === draft.confirm ? {} : { confirm: 'fault.confirm' }),
  }
}

const hasMechanism = (draft: Draft, stored: Client | undefined, enabled: readonly Mechanism[]) =>
  enabled.includes('jwt-auth') ||
  draft.certFingerprint !== '' ||
  draft.password !== '' ||
  draft.customTokenID.trim() !== '' ||
  (stored?.passwordSet === true && !draft.passwordRemoved) ||
  (stored?.customTokenSet === true && !draft.tokenRemoved)

/** Returns the request body: a credential only when it was touched, null where one is removed or a text was cleared. */
export function toBody(draft: Draft, stored: Client | undefined): z.input<typeof NewClient> {
  const cleared = stored ? null : undefined
  const texts = Object.fromEntries(textFields.map((field) => [field, draft[field].trim() || cleared]))
  return {
    clientID: draft.clientID.trim(),
    name: draft.name.trim(),
    roles: [...draft.roles],
    ...texts,
    ...toCertificateChange(draft, stored),
    ...(draft.customTokenID.trim() ? { customTokenID: draft.customTokenID.trim() } : {}),
    ...(draft.tokenRemoved && !draft.customTokenID.trim() ? { customTokenID: null } : {}),
    ...(draft.password ? { password: draft.password } : {}),
    ...(draft.passwordRemoved && !draft.password ? { password: null } : {}),
  }
}

const toCertificateChange = ({ certFingerprint }: Draft, stored: Client | undefined) => {
  if (certFingerprint === (stored?.certFingerprint ?? '')) return {}
  return { certFingerprint: certFingerprint || null }
}

/** Returns whether a name is already taken by a role or a client. */
export const isTaken = (name: string, draft: Draft, roles: readonly string[], clientIDs: readonly string[]) =>
  roles.includes(name) || draft.roles.includes(name) || clientIDs.includes(name) || draft.clientID.trim() === name

/** Returns the common name and the DNS names of a certificate. */
export const listNames = ({
  commonName,
  subjectAltNames,
}: Pick<TrustedCertificate, 'commonName' | 'subjectAltNames'>) => {
  const alternatives = subjectAltNames.map((name) => name.replace(/^DNS:/i, ''))
  return [...new Set([...(commonName ? [commonName] : []), ...alternatives])]
}

/** Returns the certificate with a fingerprint, which may be SHA-1 or SHA-256. */
export const findCertificate = <C extends Pick<TrustedCertificate, 'fingerprint' | 'fingerprint256'>>(
  certificates: readonly C[],
  fingerprint: string,
) =>
  certificates.find((one) =>
    [one.fingerprint.toUpperCase(), one.fingerprint256.toUpperCase()].includes(fingerprint.toUpperCase()),
  )

export function findMismatch(certificate: TrustedCertificate | undefined, domain: string) {
  if (!certificate) return undefined
  const names = listNames(certificate)
  if (names.some((name) => name.toLowerCase() === domain.trim().toLowerCase())) return undefined
  return domain.trim() ? 'mismatch' : 'no-domain'
}

const basicFields: readonly string[] = ['clientID', 'name', 'roles'] satisfies CheckedField[]

export const findFaultyTabs = (faulty: readonly string[]) => ({
  basic: faulty.some((field) => basicFields.includes(field)),
  authentication: faulty.some((field) => !basicFields.includes(field)),
})
