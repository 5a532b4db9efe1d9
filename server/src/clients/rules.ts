/** What of a client could identify it, once it is saved. */
export type Credentials = { password: boolean; token: boolean; certificate: boolean; domain: boolean; jwt: boolean }

/** JWT needs nothing stored: its subject is the Client ID. A Domain lets a trusted authority's certificate identify it. */
export const hasCredential = (has: Credentials) => Object.values(has).some(Boolean)
