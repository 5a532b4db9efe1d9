import type { MediatorConfig } from '@mediary/contract/mediators'

/**
 * Returns the configuration after an upgrade: what the mediator brings for new parameters, what is stored for all others.
 * OpenHIM loses stored parameters that the new version does not send.
 */
export function mergeConfig(
  stored: MediatorConfig | undefined,
  sent: MediatorConfig | undefined,
  isDefined: (param: string) => boolean,
): MediatorConfig | undefined {
  if (!stored && !sent) return undefined
  const merged = { ...sent, ...stored }
  return Object.fromEntries(Object.entries(merged).filter(([param]) => isDefined(param)))
}

const maxHeartbeatAge = 60_000

/** Returns the uptime that `/heartbeat` shows, or null when the last heartbeat is older than a minute. */
export const shownUptime = (
  { uptime, lastHeartbeat }: { uptime: number | null; lastHeartbeat: number | null },
  now: number,
): number | null => (lastHeartbeat !== null && now - lastHeartbeat <= maxHeartbeatAge ? uptime : null)
