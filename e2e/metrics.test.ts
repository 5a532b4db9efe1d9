import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Metric = {
  total: number
  successful: number
  completed: number
  failed: number
  avgResp: number
  timestamp?: string
  _id: { channelID?: string }
}

const shared = {} as { program: Program; upstream: Upstream }
const credential = { authorization: `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}` }

before(async () => {
  const upstream = await startUpstream((seen, response) => {
    response.statusCode = Number(seen.url.split('/').at(-1)) || 200
    response.end()
  })
  const program = await startProgram({ workers: 2 })
  Object.assign(shared, { program, upstream })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeChannel({ name: 'broken' }, 1)
  await program.makeClient({ clientID: 'clinic-1', password: 'correct horse' })
})
after(async () => {
  await shared.program?.end()
  await shared.upstream?.stop()
})

const ask = (path: string) => fetch(shared.program.http + path, { headers: { ...credential, connection: 'close' } })
const range = () => `startDate=${Date.now() - 3_600_000}&endDate=${Date.now()}`

test('requests through two workers show up by minute and channel, with how they ended', async () => {
  const { program } = shared
  const paths = [...Array(12).fill('/lab/200'), ...Array(5).fill('/lab/404'), ...Array(3).fill('/broken')]
  await Promise.all(paths.map(ask))
  const [total] = await until('all requests are counted', async () => {
    const found = await program.get<Metric[]>(`/metrics/timeseries/minute?${range()}`)
    return found.reduce((sum, one) => sum + one.total, 0) === paths.length ? found : undefined
  })
  assert.ok(total?.timestamp)
  const channels = await program.get<{ _id: string; name: string }[]>('/channels')
  const byChannel = await program.get<Metric[]>(`/metrics/channels?${range()}&of=minute`)
  const named = byChannel.map(
    ({ _id, ...rest }) => [channels.find((one) => one._id === _id.channelID)?.name, rest] as const,
  )
  const { lab, broken } = Object.fromEntries(named)
  assert.deepEqual([lab?.total, lab?.successful, lab?.completed, lab?.failed], [17, 12, 5, 0])
  assert.deepEqual([broken?.total, broken?.failed], [3, 3])
})

test('a client shows when it was last used, and by which mechanism', async () => {
  const { program } = shared
  const start = Date.now()
  await ask('/nowhere')
  const used = await until('its last use is told', async () => {
    const [client] = await program.get<{ lastUsed?: { at: string; mechanism: string } }[]>('/clients')
    return client?.lastUsed && Date.parse(client.lastUsed.at) >= start ? client.lastUsed : undefined
  })
  assert.equal(used.mechanism, 'basic-auth')
})

test('what is counted while the control process is away is not lost', async () => {
  const { program } = shared
  const readTotal = async () => {
    const answer = await program.call('GET', `/metrics?${range()}&of=minute`).catch(() => undefined)
    return answer?.status === 200 ? ((answer.json() as Metric[])[0]?.total ?? 0) : undefined
  }
  const before = await until('what was sent is counted', readTotal)
  const control = program.processes().find(({ kind }) => kind === 'control')
  process.kill(control?.pid ?? 0, 'SIGKILL')
  await until('the control process is gone', () => !program.processes().some(({ pid }) => pid === control?.pid))
  for (let i = 0; i < 10; i++) assert.equal((await ask('/lab/200')).status, 200)
  await until('the control process is back, and knows of them', async () => (await readTotal()) === before + 10)
})

test('whoever listens hears of a request, of a change, and again after the control process was replaced', async () => {
  const { program } = shared
  const authorization = `Basic ${Buffer.from(`${program.admin.email}:${program.admin.password}`).toString('base64')}`
  const heard = { topics: new Set<string>(), open: false }
  const listen = async () => {
    const answer = await fetch(`${program.base}/live-updates`, {
      headers: { authorization, accept: 'text/event-stream' },
    })
    heard.open = answer.ok
    const decoder = new TextDecoder()
    for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>)
      for (const [, topic] of decoder.decode(chunk, { stream: true }).matchAll(/"([a-z]+)"/g))
        heard.topics.add(topic ?? '')
  }
  for (const round of [1, 2]) {
    heard.open = false
    const ended = listen().catch(() => undefined)
    await until('it listens', () => heard.open)
    heard.topics.clear()
    await ask('/lab/200')
    await until('the request is announced', () => heard.topics.has('transactions') && heard.topics.has('metrics'))
    await ask('/nowhere')
    await until('the refusal is announced', () => heard.topics.has('refusals'))
    await program.makeClient({ clientID: `new-${round}`, password: 'correct horse' })
    await until('the new client is announced', () => heard.topics.has('clients'))
    const control = program.processes().find(({ kind }) => kind === 'control')
    process.kill(control?.pid ?? 0, 'SIGKILL')
    await ended
    await until(
      'the control process is back',
      async () => (await program.call('GET', '/about').catch(() => undefined))?.status === 200,
    )
  }
})
