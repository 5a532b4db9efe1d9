// Changes on one node, and the very next request on the others: does it obey?
import { request } from 'node:http'
import type { Program } from '../../program.ts'
import { until } from '../../until.ts'
import { seeded } from '../seeded.ts'
import type { Nodes } from './nodes.ts'
import { startNodes } from './nodes.ts'
import { type SilentWire, startSilentWire } from './silent-wire.ts'

/** `stale`: answers by a configuration that was replaced before the request began, in words. */
type Obeyed = { changes: Record<string, number>; requests: number; stale: string[] }

/** So many changes while notices are heard, and so many after nothing is heard any more. */
type Wanted = { heard: number; unheard: number; seed?: number; say?: (line: string) => void }

/**
 * Makes changes on the first of three nodes, and sends requests to the others at once. `unready`: the milliseconds until the
 * others said that they hear nothing.
 */
export async function changesObeyed({ heard, unheard, seed = 1, say = () => undefined }: Wanted) {
  const wires: SilentWire[] = []
  const throughWire = async (url: string, node: number) => {
    if (node === 0) return url
    const wire = await startSilentWire(url)
    wires.push(wire)
    return wire.url
  }
  const world = await startNodes({ count: 3, databaseUrl: throughWire })
  try {
    const switches = await prepare(world)
    const before = await change(world, switches, { changes: heard, seed, say })
    const unready = await fallSilent(wires, world.nodes.slice(1))
    return { heard: before, unheard: { ...(await change(world, switches, { changes: unheard, seed, say })), unready } }
  } finally {
    await world.end()
    await Promise.all(wires.map((wire) => wire.stop()))
  }
}

async function fallSilent(wires: SilentWire[], nodes: Program[]) {
  const began = performance.now()
  for (const wire of wires) wire.silence()
  for (const node of nodes)
    await until(
      'a node that hears nothing is not ready',
      async () => (await fetch(`${node.base}/ready`)).status === 503,
    )
  return Math.round(performance.now() - began)
}

type Stored = { _id: string; [field: string]: unknown }
/** Something that is switched off and on again: with `false` the request must be refused. */
type Switch = { name: string; set: (on: boolean) => Promise<void> }

const clientID = 'clinic-1'

async function prepare({ nodes: [first], upstream }: Nodes) {
  if (!first) throw new Error('there is no node')
  await first.makeChannel({ name: 'lab' }, upstream.port)
  await first.makeClient({ clientID, password: passwords.right })
  const [client] = (await first.get<Stored[]>('/clients')).filter((one) => one.clientID === clientID)
  const [channel] = (await first.get<Stored[]>('/channels')).filter((one) => one.name === 'lab')
  if (!client || !channel) throw new Error('the client and its channel are not there')
  const put = async (path: string, body: unknown, method = 'PUT') => {
    const answer = await first.call(method, path, body)
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  }
  const ofClient = `/clients/${client._id}`
  const ofChannel = `/channels/${channel._id}`
  const switches: Switch[] = [
    { name: 'roles', set: (on) => put(ofClient, { roles: [on ? 'clinic' : 'visitor'] }) },
    { name: 'password', set: (on) => put(ofClient, { password: on ? passwords.right : passwords.other }) },
    { name: 'allow', set: (on) => put(ofChannel, { ...channel, allow: [on ? 'clinic' : 'nobody'] }) },
    { name: 'channel', set: (on) => put(ofChannel, { ...channel, status: on ? 'enabled' : 'disabled' }) },
    { name: 'mechanism', set: (on) => put('/authentication/mechanisms/basic-auth', { enabled: on }) },
    { name: 'status', set: (on) => put(`${ofClient}/${on ? 'enable' : 'disable'}`, { reason: 'a reason' }, 'POST') },
  ]
  return switches
}

const passwords = { right: 'correct horse', other: 'battery staple' }
const authorization = `Basic ${Buffer.from(`${clientID}:${passwords.right}`).toString('base64')}`

async function change(
  { nodes, upstream }: Nodes,
  switches: Switch[],
  { changes, seed, say }: { changes: number; seed: number; say: (line: string) => void },
): Promise<Obeyed> {
  const draw = seeded(seed)
  const made: Record<string, number> = {}
  const stale: string[] = []
  const seenBefore = upstream.seen.length
  let requests = 0
  let allowed = 0
  for (let n = 0; n < changes; n++) {
    const chosen = switches[draw.below(switches.length)]
    if (!chosen) continue
    for (const on of [false, true]) {
      await chosen.set(on)
      made[chosen.name] = (made[chosen.name] ?? 0) + 1
      const asked = nodes.slice(1).map(async ({ http }, node) => ({ node: node + 2, status: await ask(`${http}/lab`) }))
      for (const { node, status } of await Promise.all(asked)) {
        requests++
        if (on) allowed++
        if ((status === 200) !== on)
          stale.push(`change ${n} (${chosen.name} ${on ? 'on' : 'off'}): node ${node} answered ${status}`)
      }
    }
    n++
    if (n % 100 < 2) say(`${n + 1} changes, ${stale.length} stale`)
  }
  const reached = upstream.seen.length - seenBefore
  if (reached !== allowed) stale.push(`${reached} requests reached the upstream, ${allowed} should have`)
  return { changes: made, requests, stale }
}

let asked = 0

/** Sends a request from an address of its own: an address with many refusals is answered late. */
function ask(url: string) {
  asked++
  const localAddress = `127.${1 + (asked >> 16)}.${(asked >> 8) & 255}.${1 + (asked % 254)}`
  return new Promise<number>((resolve, reject) => {
    const sent = request(url, { agent: false, localAddress, headers: { authorization } }, (answer) => {
      answer.resume().once('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.once('error', reject).end()
  })
}
