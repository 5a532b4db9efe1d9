import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { startProgram } from './program.ts'
import { smallDisk } from './small-disk.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

type Listed = { _id: string; channelID: string; request: { body?: string }; canRerun: boolean }[]
type Channels = { _id: string; name: string }[]
type Views = { transactionID?: string; part: string; viewedBy: { name: string }; reason?: string }[]

test('sealed bodies are read by those who say why, noted, forgotten with their key, and gone at their age', async (context) => {
  const upstream = await startUpstream((seen, response) => {
    response.setHeader('Content-Type', 'text/html')
    response.end(seen.body)
  })
  const program = await startProgram({ workers: 1 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel(
    { name: 'sealed', authType: 'public', requestBody: true, sealBodies: true, demandBodyReason: true },
    upstream.port,
  )
  const mark = randomBytes(9).toString('hex')
  const bodies = [Buffer.from(`<script>${mark}</script>`), Buffer.from(mark.repeat(40_000))]
  for (const body of bodies) {
    const answer = await fetch(`${program.http}/sealed`, { method: 'POST', body })
    assert.deepEqual(Buffer.from(await answer.arrayBuffer()), body)
  }
  const store = () => {
    const bodies = readdirSync(join(program.folder, 'mediary.db-bodies')).map((name) => join('mediary.db-bodies', name))
    const files = ['mediary.db', 'mediary.db-wal', ...bodies].map((name) => join(program.folder, name))
    return Buffer.concat(files.filter(existsSync).map((file) => readFileSync(file)))
  }
  assert.ok(!store().includes(mark), 'a sealed body stands readable in the store')

  const [channel] = await program.get<Channels>('/channels')
  const listed = await program.get<Listed>('/transactions?filterRepresentation=full')
  assert.deepEqual(
    listed.map(({ request }) => request.body),
    [undefined, undefined],
  )
  const address = (i: number, part: string) => `/transactions/${listed[1 - i]?._id}/bodies/${part}`
  assert.equal((await program.call('GET', address(0, 'request'))).status, 400)
  for (const [i, body] of bodies.entries())
    for (const part of ['request', 'response']) {
      const answer = await program.call('GET', `${address(i, part)}?reason=the%20clinic%20asked`)
      assert.deepEqual([answer.status, answer.text], [200, body.toString()])
      assert.match(answer.headers.get('content-disposition') ?? '', /^attachment/)
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
    }
  assert.match((await program.call('GET', address(1, 'response'), undefined, { 'x-reason': 'again' })).text, /./)
  const views = await program.get<Views>('/audits/bodies')
  assert.deepEqual(
    views.map(({ part, reason, viewedBy }) => [part, reason, viewedBy.name.length > 0]),
    [
      ['response', 'again', true],
      ...['response', 'request', 'response', 'request'].map((part) => [part, 'the clinic asked', true]),
    ],
  )

  const [key] = await program.get<{ month: string }[]>(`/channels/${channel?._id}/body-keys`)
  assert.equal((await program.call('DELETE', `/channels/${channel?._id}/body-keys/${key?.month}`)).status, 200)
  assert.equal((await program.call('GET', `${address(0, 'request')}?reason=too%20late`)).status, 404)
  assert.equal((await program.get<Views>('/audits/bodies'))[0]?.part, `key ${key?.month} destroyed`)
  assert.equal((await fetch(`${program.http}/sealed`, { method: 'POST', body: 'next' })).status, 200)
  const [next] = await program.get<Listed>('/transactions')
  const again = await program.call('GET', `/transactions/${next?._id}/bodies/request?reason=a%20new%20key`)
  assert.equal(again.text, 'next')

  const age = 0.5 / 86_400
  assert.equal((await program.call('PUT', `/channels/${channel?._id}`, { maxBodyAgeDays: age })).status, 200)
  await until('the bodies have reached their age', async () => {
    assert.equal((await program.call('POST', '/retention', {})).status, 200)
    return (await program.get<Listed>('/transactions')).every(({ canRerun }) => !canRerun)
  })
  const preview = `/channels/${channel?._id}/retention?maxBodyAgeDays=${age}`
  assert.equal((await program.get<{ bodies: { bytes: number } }>(preview)).bodies.bytes, 0)
})

test('when the disk is full a channel refuses before anything reaches its upstream, or passes if it says so', async (context) => {
  const disk = smallDisk(24)
  if (!disk) return context.skip('a small disk can only be made as root')
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 1, folder: disk.folder })
  context.after(async () => {
    await program.end()
    await upstream.stop()
    disk.remove()
  })
  await program.makeChannel({ name: 'refuses', authType: 'public', requestBody: true }, upstream.port)
  await program.makeChannel(
    { name: 'passes', authType: 'public', requestBody: true, whenUnrecordable: 'pass' },
    upstream.port,
  )
  disk.fill()
  const body = randomBytes(50_000)
  const post = async (channel: string) =>
    await fetch(`${program.http}/${channel}`, { method: 'POST', body }).then(async (answer) => {
      await answer.arrayBuffer()
      return answer.status
    })
  // What SQLite's log has room for is still recorded.
  for (let i = 0; i < 300 && (await post('refuses')) !== 503; i++);
  const reached = upstream.seen.length
  assert.equal(await post('refuses'), 503)
  assert.equal(upstream.seen.length, reached, 'a request that was not recorded reached its upstream')
  assert.equal(await post('passes'), 200)
  assert.equal(upstream.seen.length, reached + 1)

  disk.free()
  await until('it serves again', async () => (await post('refuses')) === 200)
  const filters = encodeURIComponent(JSON.stringify({ 'request.path': 'passes' }))
  const marked = await until('what passed stands in the record', async () => {
    const [one] = await program.get<Marked[]>(`/transactions?filters=${filters}`)
    return one
  })
  assert.match(marked.error?.message ?? '', /passed while it could not be recorded/)
  assert.deepEqual([marked.status, marked.response?.status, marked.canRerun], ['Successful', 200, false])
})

type Marked = { status: string; canRerun: boolean; response?: { status: number }; error?: { message: string } }
