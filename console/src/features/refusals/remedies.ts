import type { RefusalCode } from '@mediary/contract/operations/refusals'
import type { FormPlace } from '../channels/sections/places.ts'

/** The client and the channel of a refusal. The ids are set when the user may see them. */
export type Whom = {
  clientID?: string | undefined
  client?: string | undefined
  channel?: string | undefined
}

type Place = {
  messageKey: 'go.client' | 'go.add-client' | 'go.clients' | 'go.channel' | 'go.add-channel' | GoPage
  to: string
}
type GoPage = 'go.certificates' | 'go.settings' | 'go.issuers'

const authentication = ({ client, clientID }: Whom): Place => {
  if (client) return { messageKey: 'go.client', to: `/clients?client=${client}&tab=authentication` }
  return { messageKey: 'go.clients', to: clientID ? `/clients?find=${encodeURIComponent(clientID)}` : '/clients' }
}
const clientStatus = (whom: Whom): Place =>
  whom.client ? { messageKey: 'go.client', to: `/clients?status=${whom.client}` } : authentication(whom)
const addClient = (): Place => ({ messageKey: 'go.add-client', to: '/clients?client=new' })
const addChannel = (): Place => ({ messageKey: 'go.add-channel', to: '/channels/new' })
const channel =
  (place: FormPlace) =>
  (whom: Whom): Place | undefined =>
    whom.channel ? { messageKey: 'go.channel', to: `/channels/${whom.channel}?edit=${place}` } : undefined
const certificates = (): Place => ({ messageKey: 'go.certificates', to: '/certificates' })
const settings = (): Place => ({ messageKey: 'go.settings', to: '/settings' })
const issuers = (): Place => ({ messageKey: 'go.issuers', to: '/settings/issuers' })
const nowhere = () => undefined

/** The page where a refusal of each code can be resolved. */
const places: Record<RefusalCode, (whom: Whom) => Place | undefined> = {
  malformed: nowhere,
  'too-large': channel('data'),
  'too-slow': nowhere,
  'client-gone': nowhere,
  'not-implemented': nowhere,
  'unknown-expectation': nowhere,
  'proxy-protocol': nowhere,
  'gateway-failed': nowhere,
  'no-credential': authentication,
  'unreadable-credential': nowhere,
  'mechanism-off': settings,
  'unknown-client': addClient,
  'no-password': authentication,
  'wrong-password': authentication,
  'too-many-passwords': nowhere,
  'unknown-token': authentication,
  'early-credential': authentication,
  'expired-credential': authentication,
  'revoked-credential': authentication,
  'bad-jwt': issuers,
  'expired-jwt': nowhere,
  'unknown-issuer': issuers,
  'untrusted-certificate': certificates,
  'expired-certificate': nowhere,
  'early-certificate': nowhere,
  'revoked-certificate': certificates,
  'wrong-usage': nowhere,
  'too-deep': nowhere,
  'unknown-domain': addClient,
  'shared-domain': authentication,
  'other-certificate': authentication,
  'wrong-domain': authentication,
  'no-channel': addChannel,
  'disabled-channel': channel('general'),
  'wrong-method': channel('matching'),
  'wrong-content': channel('matching'),
  'no-route': channel('routes'),
  loop: channel('routes'),
  'disabled-client': clientStatus,
  'not-allowed': channel('access'),
  'narrowed-token': channel('access'),
  'wrong-address': channel('addresses'),
  'wrong-origin': channel('addresses'),
  'over-limit': clientStatus,
  'not-recorded': nowhere,
  many: nowhere,
}

export const findRemedyPlace = (code: RefusalCode, whom: Whom): Place | undefined => places[code](whom)
