// The collections of an OpenHIM database, and what becomes of each.
import type { MetadataModel } from '@mediary/contract/metadata'

/** Collections of the configuration in the order of the import: those that others refer to come first. */
export const configurationCollections: Record<string, MetadataModel> = {
  keystores: 'Keystore',
  contactgroups: 'ContactGroups',
  roles: 'Roles',
  clients: 'Clients',
  channels: 'Channels',
  mediators: 'Mediators',
  visualizers: 'Visualizers',
  apps: 'Apps',
  users: 'Users',
  passports: 'Passports',
}

const recordCollections = ['transactions', 'fs.files', 'fs.chunks']

const isOver = 'It is of no use outside the running OpenHIM.'

/** Collections that are not taken over, with the reason. */
export const leftOutCollections: Record<string, string> = {
  sessions: 'Everybody signs in again.',
  events: 'They are shown for an hour only; the visualizer draws its own from transactions.',
  alerts: 'They are the alerts that were sent.',
  log: 'It holds the lines of OpenHIM’s own log.',
  agendajobs: isOver,
  dbversions: isOver,
  tasks: 'Reruns that have ended are in the transactions; one that has not ended is not sent again.',
  autoretries: 'Nothing that waited for a retry in OpenHIM is sent again.',
  channelaudits: 'The history of a channel begins anew; OpenHIM’s holds passwords of routes.',
  metrics: 'Metrics begin anew; OpenHIM’s are in its own database.',
  audits: 'Keep the audit records in OpenHIM’s audit database, or export them from there.',
  auditmeta: 'It lists the values of the audit records.',
}

const known = [...Object.keys(configurationCollections), ...recordCollections, ...Object.keys(leftOutCollections)]

/** Returns the collection that a file or a database calls so: `openhim.clients` and `channelAudits` too. */
export function findCollection(name: string): string | undefined {
  const lower = name.toLowerCase()
  return known.find((one) => lower === one || lower.endsWith(`.${one}`) || lower.endsWith(`_${one}`))
}
