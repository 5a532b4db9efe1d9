import type { Client } from '@mediary/contract/clients'
import type { Refusal, RefusalCode } from '@mediary/contract/operations/refusals'

type Place = {
  messageKey: 'enable-client' | 'credentials' | 'add-client' | 'add-issuer' | 'add-channel' | 'enrol' | 'limits'
  to: string
  name: string
}

/** The permissions that a place needs. */
type Rights = { manageClient: boolean; manageClients: boolean; manageChannels: boolean; manageCertificates: boolean }

const credentialCodes: readonly RefusalCode[] = [
  'no-credential',
  'no-password',
  'wrong-password',
  'unknown-token',
  'early-credential',
  'expired-credential',
  'revoked-credential',
  'other-certificate',
]
const certificateCodes: readonly RefusalCode[] = [
  'expired-certificate',
  'revoked-certificate',
  'early-certificate',
  'wrong-usage',
]

const toParameters = (values: Record<string, string>) => new URLSearchParams(values).toString()

/** Returns the page where a refusal is resolved, with what is known filled in. */
export function findFixPlace(refusal: Refusal, client: Client | undefined, rights: Rights): Place | undefined {
  const { code, path, client: claimed } = refusal
  if (code === undefined) return undefined
  if (client && rights.manageClient) {
    const page = `/clients/${client._id}`
    const name = client.name
    if (code === 'disabled-client' && client.status === 'disabled')
      return { messageKey: 'enable-client', to: `${page}?open=status`, name }
    if (credentialCodes.includes(code)) return { messageKey: 'credentials', to: `${page}?open=credentials`, name }
    if (code === 'over-limit') return { messageKey: 'limits', to: `${page}#limits`, name }
  }
  if (client && certificateCodes.includes(code) && rights.manageCertificates)
    return {
      messageKey: 'enrol',
      to: `/certificates?${toParameters({ view: 'clients', open: 'enrol', client: client._id })}`,
      name: client.name,
    }
  if (!client && rights.manageClients && claimed) {
    if (code === 'unknown-client')
      return {
        messageKey: 'add-client',
        to: `/clients?${toParameters({ client: 'new', clientID: claimed })}`,
        name: claimed,
      }
  }
  const issuer = readIssuer(refusal)
  if (code === 'unknown-issuer' && rights.manageClients && issuer)
    return { messageKey: 'add-issuer', to: `/settings/issuers?${toParameters({ edit: 'new', issuer })}`, name: issuer }
  const domain = readDomain(refusal)
  if (code === 'unknown-domain' && rights.manageClients && domain)
    return {
      messageKey: 'add-client',
      to: `/clients?${toParameters({ client: 'new', clientDomain: domain })}`,
      name: domain,
    }
  if (code === 'no-channel' && rights.manageChannels && path)
    return { messageKey: 'add-channel', to: `/channels/new?${toParameters({ path })}`, name: path }
  return undefined
}

const readParameter = ({ explanations }: Refusal, reason: string, name: string) => {
  const found = explanations.find((one) => one.reason === reason)?.parameters?.[name]
  return found === undefined ? undefined : String(found)
}

const readDomain = (refusal: Refusal) => readParameter(refusal, 'certificate-domain-unknown', 'name')
const readIssuer = (refusal: Refusal) => readParameter(refusal, 'jwt-issuer-unknown', 'issuer')
