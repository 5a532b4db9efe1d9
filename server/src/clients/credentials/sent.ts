// Reads the credentials that a document of OpenHIM's form or a call of the API sends.
import { X509Certificate } from 'node:crypto'
import type { ClientChanges } from '@mediary/contract/clients'
import { unchangedSecret } from '@mediary/contract/clients'
import type { CredentialKind, CredentialMaterial } from '@mediary/contract/clients/credentials'
import { issue } from '@mediary/contract/problem'
import { invalidRequest } from '../../platform/http/problem.ts'
import { hashPassword } from '../../platform/passwords.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { readSentPassword } from '../../platform/sent-password.ts'
import { hasWrongChecksum, makeSecret } from './made-secret.ts'

/** The kinds of credentials that OpenHIM's document has a field for. */
export const documentKinds = ['basic', 'token', 'certificate'] as const
type DocumentKind = (typeof documentKinds)[number]

/** As they will be stored: undefined leaves the one that is shown, null removes it. */
export type SentCredentials = Record<DocumentKind, string | null | undefined>

/** Reads the credentials of a document. Hashing takes long, so it is done before the store is asked to write. */
export async function readDocument(changes: ClientChanges, secrets: Secrets): Promise<SentCredentials> {
  const { customTokenID, certFingerprint } = changes
  if (customTokenID && hasWrongChecksum(customTokenID)) throw wrongChecksum('customTokenID')
  if (changes.password && hasWrongChecksum(changes.password)) throw wrongChecksum('password')
  return {
    // OpenHIM's console sends back what it was shown.
    basic: await readSentPassword(changes, { saltFirst: false, mask: unchangedSecret }),
    token: customTokenID ? secrets.digest(customTokenID) : customTokenID,
    certificate: certFingerprint,
  }
}

/** The stored form of a new credential. `secret`: the one that the server made, to be shown once. */
export type NewMaterial = { stored: string; secret?: string }

const fieldsOfKind = {
  certificate: 'certificate',
  basic: 'password',
  token: undefined,
  jwt: 'subject',
} as const satisfies Record<CredentialKind, keyof CredentialMaterial | undefined>

/** Reads the material of a new credential, or makes it. A subject that is not sent is the Client ID. */
export async function readMaterial(
  kind: CredentialKind,
  sent: CredentialMaterial,
  { secrets, clientID }: { secrets: Secrets; clientID: string },
): Promise<NewMaterial> {
  for (const field of ['password', 'certificate', 'subject'] as const)
    if (sent[field] && field !== fieldsOfKind[kind]) throw invalidRequest([issue(field, 'not-of-this-kind', { kind })])
  if (sent.password && hasWrongChecksum(sent.password)) throw wrongChecksum('password')
  switch (kind) {
    case 'certificate':
      return { stored: readFingerprint(sent.certificate ?? '') }
    case 'jwt':
      return { stored: sent.subject ?? clientID }
    case 'token': {
      const secret = makeSecret('token')
      return { stored: secrets.digest(secret), secret }
    }
    case 'basic': {
      if (sent.password) return { stored: await hashPassword(sent.password) }
      const secret = makeSecret('basic')
      return { stored: await hashPassword(secret), secret }
    }
  }
}

function readFingerprint(pem: string) {
  try {
    return new X509Certificate(pem).fingerprint256
  } catch {
    throw invalidRequest([issue('certificate', 'no-pem-certificate')])
  }
}

const wrongChecksum = (field: string) => invalidRequest([issue(field, 'secret-checksum-wrong')])
