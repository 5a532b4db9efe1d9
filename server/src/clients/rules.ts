import type { Client } from '@mediary/contract/clients'
import type { Mechanism } from '@mediary/contract/system'

/** What of a client could identify it, once it is saved. */
type Credentials = { password: boolean; token: boolean; certificate: boolean; domain: boolean; jwt: boolean }

/** JWT needs nothing stored: its subject is the Client ID. A Domain lets a trusted authority's certificate identify it. */
export const hasCredential = (has: Credentials) => Object.values(has).some(Boolean)

/** With which mechanisms the client could be recognised. A Domain that another client has too names neither of them. */
export const listReadyMechanisms = (
  { passwordSet, customTokenSet, clientDomain, certFingerprint }: Client,
  sharedDomain: boolean,
): Record<Mechanism, boolean> => ({
  'mutual-tls-auth': Boolean(clientDomain) && (Boolean(certFingerprint) || !sharedDomain),
  'basic-auth': passwordSet,
  'custom-token-auth': customTokenSet,
  'jwt-auth': true,
})
