// Decides which parts of the state of the installation are problems. It knows no words: the page words them.
import type { Channel } from '@mediary/contract/channels'
import type { Client } from '@mediary/contract/clients'
import type { CalendarEntry } from '@mediary/contract/keystore'
import type { Mediator } from '@mediary/contract/mediators'
import type { RouteHealth } from '@mediary/contract/operations/health'
import type { RefusalGroup } from '@mediary/contract/operations/refusals'
import type { ClientSilence } from '@mediary/contract/operations/silence'
import type { Task } from '@mediary/contract/operations/tasks'
import { isTroubled } from '../health/rules.ts'
import { judgeHealth } from '../mediators/health.ts'

type Disk = { bytes: number; free: number }

/** The answers of the API, as far as the user may see them. Absent: not loaded, or not allowed. */
export type Known = {
  routes?: readonly RouteHealth[] | undefined
  channels?: readonly Channel[] | undefined
  refusals?: readonly RefusalGroup[] | undefined
  clients?: readonly Client[] | undefined
  silence?: readonly ClientSilence[] | undefined
  certificates?: readonly CalendarEntry[] | undefined
  mediators?: readonly Mediator[] | undefined
  tasks?: readonly Task[] | undefined
  disk?: Disk | undefined
}

type Subject =
  | { kind: 'route'; route: RouteHealth }
  | { kind: 'channel'; channel: Channel }
  | { kind: 'refusals'; groups: RefusalGroup[]; count: number }
  | { kind: 'client'; client: Pick<Client, '_id' | 'name'>; unusual: boolean }
  | { kind: 'certificate'; certificate: CalendarEntry }
  | { kind: 'mediator'; mediator: Mediator }
  | { kind: 'task'; task: Task }
  | { kind: 'disk'; disk: Disk }

/** `since` is when the problem began, or was seen last. */
export type Problem = Subject & { key: string; urgent: boolean; since: string | undefined }

const [hour, day] = [3_600_000, 86_400_000]
export const refusalsPeriod = hour
/** Without a known rhythm, a client that was used within a week and not for a day is silent. After a week it may be gone for good. */
const silentAfter = day
const forgottenAfter = 7 * day
/** A few requests of an unknown sender are no news: every open port meets them. */
const manyOfNobody = 10
const minFreeShare = 0.1
const urgentFreeShare = 0.03
/** A certificate that ended long ago and hurts nobody is no news. */
const maxDaysOver = 30

/** Returns the problems, the urgent ones first, and the newest first among equals. */
export function findProblems(known: Known, now: number): Problem[] {
  return [
    ...findRoutes(known),
    ...findChannels(known),
    ...findDisk(known),
    ...findRefusals(known),
    ...findCertificates(known, now),
    ...findMediators(known, now),
    ...findTasks(known),
    ...findUnusualSilences(known),
    ...findSilentClients(known, now),
  ].sort((one, other) => Number(other.urgent) - Number(one.urgent))
}

const findRoutes = ({ routes = [] }: Known): Problem[] =>
  routes
    .filter(isTroubled)
    .sort((one, other) => (other.since ?? '').localeCompare(one.since ?? ''))
    .sort((one, other) => Number(other.state === 'down') - Number(one.state === 'down'))
    .map((route) => ({
      kind: 'route',
      route,
      key: `route ${route.channelID} ${route.route}`,
      urgent: route.state === 'down',
      since: route.since,
    }))

const findChannels = ({ channels = [] }: Known): Problem[] =>
  channels
    .filter(({ status, problem }) => status === 'enabled' && problem !== undefined)
    .map((channel) => ({ kind: 'channel', channel, key: `channel ${channel._id}`, urgent: true, since: undefined }))

function findDisk({ disk }: Known): Problem[] {
  const share = disk && disk.bytes > 0 ? disk.free / disk.bytes : 1
  if (!disk || share >= minFreeShare) return []
  return [{ kind: 'disk', disk, key: 'disk', urgent: share < urgentFreeShare, since: undefined }]
}

/** A client, or an address without one, is one problem, however many reasons it was refused for. */
function findRefusals({ refusals = [] }: Known): Problem[] {
  const bySender = Map.groupBy(refusals, ({ client, clientIP }) =>
    JSON.stringify([client, client ? undefined : clientIP]),
  )
  return [...bySender].flatMap(([sender, groups]) => {
    const count = groups.reduce((sum, group) => sum + group.count, 0)
    if (groups[0]?.client === undefined && count < manyOfNobody) return []
    const since = groups.map(({ lastSeen }) => lastSeen).sort()
    return [{ kind: 'refusals', groups, count, key: `refusals ${sender}`, urgent: false, since: since.at(-1) }]
  })
}

const findCertificates = ({ certificates = [] }: Known, now: number): Problem[] =>
  certificates
    .filter(({ state, daysLeft = 0 }) => ['soon', 'urgent', 'expired'].includes(state) && daysLeft >= -maxDaysOver)
    .map((certificate) => ({
      kind: 'certificate',
      certificate,
      key: `certificate ${certificate.kind} ${certificate._id ?? certificate.name} ${certificate.client?._id ?? ''}`,
      urgent: certificate.state !== 'soon',
      since: certificate.end !== undefined && Date.parse(certificate.end) <= now ? certificate.end : undefined,
    }))

const findMediators = ({ mediators = [] }: Known, now: number): Problem[] =>
  mediators
    .filter(({ _lastHeartbeat }) => judgeHealth(_lastHeartbeat, now) === 'silent')
    .map((mediator) => ({
      kind: 'mediator',
      mediator,
      key: `mediator ${mediator.urn}`,
      urgent: false,
      since: mediator._lastHeartbeat,
    }))

const findTasks = ({ tasks = [] }: Known): Problem[] =>
  tasks
    .filter(({ status, remainingTransactions }) => status === 'Paused' && remainingTransactions > 0)
    .map((task) => ({ kind: 'task', task, key: `task ${task._id}`, urgent: false, since: task.created }))

/** A client that has sent nothing for longer than is usual for it. */
const findUnusualSilences = ({ silence = [] }: Known): Problem[] =>
  silence
    .filter(({ state }) => state === 'silent')
    .map(({ clientID, client, silentSince }) => ({
      kind: 'client',
      client: { _id: clientID, name: client },
      unusual: true,
      key: `client ${clientID}`,
      urgent: false,
      since: silentSince,
    }))

const findSilentClients = ({ clients = [], silence = [] }: Known, now: number): Problem[] => {
  const judged = new Set(silence.filter(({ state }) => state !== 'learning').map(({ clientID }) => clientID))
  return clients
    .filter(({ _id, status, lastUsed }) => {
      const age = lastUsed ? now - Date.parse(lastUsed.at) : 0
      return status === 'enabled' && !judged.has(_id) && age >= silentAfter && age < forgottenAfter
    })
    .map((client) => ({
      kind: 'client',
      client,
      unusual: false,
      key: `client ${client._id}`,
      urgent: false,
      since: client.lastUsed?.at,
    }))
}
