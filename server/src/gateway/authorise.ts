import { type CompiledChannel, checkAccess, explainDenial } from '../channels/index.ts'
import type { Identified } from './authentication/credentials.ts'
import type { Gateway } from './context.ts'
import type { Arrival } from './listeners/request.ts'
import { Refused } from './refusal.ts'

/** Throws unless the channel lets this caller in: 401 when nobody was recognised, 403 when the caller is known. */
export function authorise(
  { compat }: Gateway,
  caller: Identified,
  channel: CompiledChannel,
  { address }: Arrival,
): void {
  const decision = checkAccess(caller.client, channel, address)
  if (decision === 'allowed') return
  const why = explainDenial(decision, { client: caller.claimed, address }, channel)
  const about = { client: caller.claimed, channel: why.channel }
  if (decision !== 'unknown') throw new Refused('authorise', compat.openhim ? 401 : 403, why.code, why.reason, about)
  const [first] = caller.failures
  const reasons = caller.failures.map(({ reason }) => reason).join('; ')
  throw new Refused('identify', 401, first?.code ?? why.code, reasons || why.reason, about)
}
