import { type CompiledChannel, checkAccess, explainDenial } from '../channels/index.ts'
import { type ClientIdentity, findStatus, listIdentityRoles } from '../clients/index.ts'
import type { Identified } from './authentication/credentials.ts'
import { narrowNames } from './authentication/narrowing.ts'
import type { Gateway } from './context.ts'
import type { Arrival } from './listeners/request.ts'
import { Refusal } from './refusal.ts'

/** Refuses a caller that the channel does not let in: with 401 when no client was recognised, with 403 otherwise. */
export function authorise(
  { compat }: Gateway,
  caller: Identified,
  channel: CompiledChannel,
  { address, at }: Arrival,
): void {
  const present = caller.client && toPresent(caller.client, at)
  const names = present && caller.carried ? narrowNames(present, caller.carried) : present
  const decision = checkAccess(names, channel, address)
  if (decision === 'allowed') return
  if (names !== present && checkAccess(present, channel, address) === 'allowed') throw refuseNarrowed(caller, channel)
  const why = explainDenial(decision, { client: caller.claimed, address }, channel)
  const about = { client: caller.claimed, channel: why.channel }
  if (decision !== 'unknown') throw new Refusal('authorise', compat.openhim ? 401 : 403, why.code, why.reason, about)
  const [first] = caller.failures
  const reasons = caller.failures.map(({ reason }) => reason).join('; ')
  throw new Refusal('identify', 401, first?.code ?? why.code, reasons || why.reason, about)
}

/** Returns the refusal of a token that carries less than its client may. */
function refuseNarrowed({ claimed: client }: Identified, { channel: { name } }: CompiledChannel) {
  const reason = `The JSON Web Token of client "${client}" does not carry a role with which the channel "${name}" may be used`
  return new Refusal('authorise', 403, 'narrowed-token', reason, { client, channel: name })
}

/** Returns a client with the roles that it holds at a moment. */
const toPresent = (client: ClientIdentity, at: number): Pick<ClientIdentity, 'clientID' | 'roles'> =>
  client.roleSpans ? { clientID: client.clientID, roles: listIdentityRoles(client, at) } : client

/** Refuses a client that was recognised and is disabled. Nothing further is decided about its request. */
export function refuseDisabledClient(
  { compat }: Pick<Gateway, 'compat'>,
  { client }: Identified,
  { at }: Arrival,
): void {
  if (client?.status === undefined || findStatus(client.status, at) === 'enabled') return
  const { clientID } = client
  const reason = `Client "${clientID}" is disabled`
  throw new Refusal('authorise', compat.openhim ? 401 : 403, 'disabled-client', reason, { client: clientID })
}
