// Kills the program while notices go out. Every notice must arrive, and one that is sent again must carry its id.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { type Program, startProgram } from '../program.ts'
import { until } from '../until.ts'

type Options = { kills: number; people?: number; databaseUrl?: string | undefined; say?: (line: string) => void }
type Notice = { _id: string; recipient: string; subject: string; state: string }

/** Milliseconds. The next program waits until the claims of the dead one have expired. */
const patience = 180_000
/** Milliseconds. A receiver that takes its time is often interrupted. */
const answersAfter = 100
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

/** Returns what was sent, what arrived, and the faults. */
export async function noticesUnderKills({ kills, people = 40, databaseUrl, say = () => undefined }: Options) {
  const receiver = await startReceiver()
  const program = await startProgram({ workers: 1, ...(databaseUrl && { databaseUrl }) })
  try {
    const channels = Math.ceil(kills / 2) + 1
    const total = people * channels
    await configure(program, receiver.url, people, channels)
    for (let i = 0; i < channels; i++) await fail(program, i)
    for (let i = 0; i < kills; i++) {
      const before = receiver.received.length
      // Between no notice and a dozen: a kill may also interrupt the start.
      const wanted = Math.min(before + ((i * 7) % 13), total - 1)
      await until('notices go out', () => receiver.received.length >= wanted, patience)
      await program.killAll()
      await program.startAgain()
      if (i % 10 === 9) say(`${i + 1} kills, ${receiver.received.length} of ${total} received`)
    }
    const isAllSent = async () => {
      const all = await listNotices(program)
      return all.length === total && all.every(({ state }) => state === 'sent') ? all : undefined
    }
    const notices = await until('every notice is sent', isAllSent, patience)
    return { notices: notices.length, received: receiver.received.length, faults: compare(notices, receiver.received) }
  } finally {
    await program.end()
    receiver.close()
  }
}

async function startReceiver() {
  const received: { id: string; body: string }[] = []
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ id: String(request.headers['webhook-id']), body })
      setTimeout(() => response.writeHead(204).end(), answersAfter)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { received, close, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notices` }
}

/** Sets up channels whose upstream refuses connections, each with an alert for every person. */
async function configure(program: Program, url: string, people: number, channels: number) {
  const call = async (method: 'POST' | 'PUT', path: string, body: object) => {
    const answer = await program.call(method, path, body)
    if (answer.status >= 300) throw new Error(answer.text)
  }
  await call('PUT', '/notice-settings', { webhook: { url, secret } })
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
  const users = Array.from({ length: people }, (_, i) => ({ user: `user-${i}@example.org`, method: 'webhook' }))
  for (const { user } of users)
    await call('POST', '/users', { email: user, firstname: 'U', surname: 'U', groups: [], password: 'a good password' })
  await call('POST', '/groups', { group: 'Everybody', users })
  const [group] = await program.get<{ _id: string }[]>('/groups')
  const alerts = [{ condition: 'status', status: '5xx', groups: [group?._id] }]
  for (let i = 0; i < channels; i++) await program.makeChannel({ name: nameChannel(i), alerts }, 1)
}

/** No name is the beginning of another: a channel takes every path that begins with its name. */
const nameChannel = (i: number) => `broken-${String(i).padStart(4, '0')}`

async function fail(program: Program, channel: number) {
  const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`
  await (await fetch(`${program.http}/${nameChannel(channel)}`, { headers: { authorization } })).text()
}

/** Lists the notices that an alert has begun. One that lasts also has a notice of its end. */
async function listNotices(program: Program) {
  const all: Notice[] = []
  for (let before = ''; ; ) {
    const page = await program.get<Notice[]>(`/notices?kind=alert-began&limit=100${before && `&before=${before}`}`)
    all.push(...page)
    before = page.at(-1)?._id ?? ''
    if (page.length < 100) return all
  }
}

function compare(notices: readonly Notice[], received: readonly { id: string; body: string }[]): string[] {
  const describe = (recipient: string, subject: string) => `${recipient} ${subject}`
  const sent = new Map(notices.map(({ _id, recipient, subject }) => [_id, describe(recipient, subject)]))
  const arrived = new Map<string, string>()
  const faults: string[] = []
  for (const { id, body } of received) {
    const { type, data } = JSON.parse(body)
    if (type !== 'notice.alert-began') continue
    const about = describe(data.recipient, data.subject)
    if ((arrived.get(id) ?? about) !== about) faults.push(`the id ${id} belongs to two notices`)
    arrived.set(id, about)
  }
  for (const [id, about] of sent) if (arrived.get(id) !== about) faults.push(`lost: ${id} ${about}`)
  for (const [id, about] of arrived) if (!sent.has(id)) faults.push(`unknown: ${id} ${about}`)
  if (new Set(sent.values()).size !== sent.size) faults.push('a person has two notices of one alert')
  return faults
}
