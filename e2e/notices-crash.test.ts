import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startWebhookReceiver } from '../server/src/testing/webhook-receiver.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'

const people = 40
const kills = 8
/** Milliseconds. The next program waits until the claim of the dead one has expired. */
const patience = 90_000
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

type Notice = { _id: string; recipient: string; subject: string; state: string }

test('SIGKILL while notices go out: none is lost, and a repeated one has the same id', async (t) => {
  const receiver = await startWebhookReceiver()
  const program = await startProgram({ workers: 1 })
  t.after(() => program.end())
  const call = async (method: 'POST' | 'PUT', path: string, body: object) => {
    const answer = await program.call(method, path, body)
    assert.ok(answer.status < 300, answer.text)
  }
  await call('PUT', '/notice-settings', { webhook: { url: receiver.url, secret } })
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
  const users = Array.from({ length: people }, (_, i) => ({ user: `user-${i}@example.org`, method: 'webhook' }))
  for (const { user } of users)
    await call('POST', '/users', { email: user, firstname: 'U', surname: 'U', groups: [], password: 'a good password' })
  await call('POST', '/groups', { group: 'Everybody', users })
  const [group] = await program.get<{ _id: string }[]>('/groups')
  const alerts = [{ condition: 'status', status: '5xx', groups: [group?._id] }]
  for (let i = 0; i < kills; i++) await program.makeChannel({ name: `broken-${i}`, alerts }, 1)
  const authorization = `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}`

  for (let i = 0; i < kills; i++) {
    await (await fetch(`${program.http}/broken-${i}`, { headers: { authorization } })).text()
    // Somewhere between the first notice of this channel and the last.
    const before = receiver.received.length
    await until('notices go out', () => receiver.received.length > before + ((i * 7) % people), patience)
    await program.killAll()
    await program.startAgain()
  }

  const list = async () => {
    const all: Notice[] = []
    for (let before = ''; ; ) {
      const page = await program.get<Notice[]>(`/notices?limit=100${before && `&before=${before}`}`)
      all.push(...page)
      before = page.at(-1)?._id ?? ''
      if (page.length < 100) return all
    }
  }
  await until('every notice is sent', async () => {
    const all = await list()
    return all.length === people * kills && all.every(({ state }) => state === 'sent')
  })
  const notices = await list()
  const sent = new Map(notices.map(({ _id, recipient, subject }) => [_id, `${recipient} ${subject}`]))
  assert.equal(new Set(sent.values()).size, people * kills, 'one for each person and channel')
  const received = new Map(
    receiver.received.map(({ headers, body }) => {
      const { recipient, subject } = JSON.parse(body).data
      return [String(headers['webhook-id']), `${recipient} ${subject}`]
    }),
  )
  assert.deepEqual([...received].sort(), [...sent].sort(), 'everything has arrived, under its id')
  t.diagnostic(`${notices.length} notices, ${receiver.received.length - notices.length} repeated, ${kills} kills`)
})
