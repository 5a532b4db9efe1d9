import type { AuthorityStore, RevocationStore } from '../../authority/index.ts'
import type { BodyKeys, BodyStore } from '../../bodies/index.ts'
import type { ChannelStore } from '../../channels/index.ts'
import type { ClientStore } from '../../clients/index.ts'
import type { KeystoreStore } from '../../keystore/index.ts'
import type { RefusalStore } from '../../refusals/index.ts'
import type { ShadowLog } from '../../shadow/index.ts'
import type { IssuerStore, MechanismStore } from '../../system/index.ts'
import type { TransactionStore } from '../../transactions/index.ts'

/** The stores that a gateway reads its configuration from, and those it writes to. */
export type GatewayStores = {
  clients: Pick<ClientStore, 'identities'>
  channels: Pick<ChannelStore, 'forGateway'>
  mechanisms: Pick<MechanismStore, 'enabled'>
  issuers: Pick<IssuerStore, 'forGateway'>
  keystore: Pick<KeystoreStore, 'forGateway'>
  authority: Pick<AuthorityStore, 'authorities' | 'identities'>
  revocation: Pick<RevocationStore, 'revoked'>
  refusals: RefusalStore
  transactions: TransactionStore
  bodies: BodyStore
  bodyKeys: BodyKeys
  /** Defined in shadow mode. */
  shadow: ShadowLog | undefined
}
