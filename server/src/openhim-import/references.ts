// What documents of OpenHIM refer to by id, and how this program finds it: certificates by fingerprint, groups by name.
import { X509Certificate } from 'node:crypto'
import { type Issue, issue } from '@mediary/contract/problem'
import type { ImportedRecord } from '../metadata/index.ts'
import { readCommonNames, readDnsNames } from '../platform/certificate-names.ts'
import type { UnpackedDump } from './unpacked-dump.ts'

type TrustedCertificate = { id: string; fingerprint: string; names: string[] }

export type References = {
  certificates: TrustedCertificate[]
  /** The names of contact groups, by id. */
  groups: Map<string, string>
  users: ImportedRecord[]
  passports: ImportedRecord[]
}

/** Loads what other documents need to know, and no more of each document. */
export function loadReferences(dump: UnpackedDump): References {
  const all = (collection: string) => [...dump.read(collection)].map(({ id, content }) => ({ id, content }))
  return {
    certificates: all('keystores').flatMap(({ content }) => listCertificates(content).flatMap(toTrusted)),
    groups: new Map(all('contactgroups').map(({ id, content }) => [id, String(content.group)])),
    users: all('users').map(({ content: { email, provider, groups } }) => ({ email, provider, groups })),
    passports: all('passports').map(({ content: { email, protocol } }) => ({ email, protocol })),
  }
}

export const isRecord = (value: unknown): value is ImportedRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Returns the trusted certificates of a keystore. */
const listCertificates = ({ ca }: ImportedRecord): ImportedRecord[] => (Array.isArray(ca) ? ca.filter(isRecord) : [])

function toTrusted({ _id, data }: ImportedRecord): TrustedCertificate[] {
  try {
    const certificate = new X509Certificate(String(data))
    const names = [...readCommonNames(certificate), ...readDnsNames(certificate)]
    return [{ id: String(_id), fingerprint: certificate.fingerprint, names }]
  } catch {
    return []
  }
}

/** Returns a channel that refers to certificates by fingerprint and to groups by name. */
export function resolveChannel(channel: ImportedRecord, { certificates, groups }: References): ImportedRecord {
  const toPrint = (id: unknown) => certificates.find((one) => one.id === id)?.fingerprint ?? id
  const toName = (id: unknown) => groups.get(String(id)) ?? id
  return {
    ...channel,
    ...(Array.isArray(channel.routes) && {
      routes: channel.routes.map((route) =>
        isRecord(route) && route.cert ? { ...route, cert: toPrint(route.cert) } : route,
      ),
    }),
    ...(Array.isArray(channel.alerts) && {
      alerts: channel.alerts.map((alert) =>
        isRecord(alert) && Array.isArray(alert.groups) ? { ...alert, groups: alert.groups.map(toName) } : alert,
      ),
    }),
  }
}

/** Explains why a client will not be recognised by its certificate; undefined when it will, or when it has none. */
export function findCertificateProblem(client: ImportedRecord, { certificates }: References): Issue | undefined {
  const { certFingerprint, clientDomain } = client
  if (typeof certFingerprint !== 'string' || certFingerprint === '') return undefined
  const held = certificates.find(({ fingerprint }) => fingerprint === certFingerprint.toUpperCase())
  if (!held) return issue('', 'import-certificate-not-held')
  if (typeof clientDomain !== 'string' || clientDomain === '' || held.names.includes(clientDomain)) return undefined
  const names = held.names.map((name) => `"${name}"`).join(', ')
  return issue('', 'import-domain-differs', { domain: clientDomain, names })
}
