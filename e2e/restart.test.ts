import assert from 'node:assert/strict'
import { Agent, request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { startProgram } from './program.ts'
import { openWire } from './proof/wire.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

const patience = 15_000

/** Asks until told to stop, on as many kept connections as asked and on two that are new each time. */
function load(url: string, connections: number) {
  const kept = new Agent({ keepAlive: true, maxSockets: connections })
  const state = { going: true, answered: 0, failures: [] as string[] }
  const one = (agent: Agent | false) =>
    new Promise<void>((resolve) => {
      const failed = (how: string) => {
        state.failures.push(how)
        resolve()
      }
      const outgoing = httpRequest(url, { agent, timeout: patience }, (response) => {
        if (response.statusCode === 200) state.answered++
        else state.failures.push(String(response.statusCode))
        response.resume().on('close', resolve)
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error('a request was never answered')))
      outgoing.on('error', (error) => {
        // A kept connection that the server closes while it is idle is opened again: HTTP says so (RFC 9112 §9.3.1).
        const closedIdle = agent === kept && outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET'
        return closedIdle ? resolve(one(agent)) : failed(error.message)
      })
      outgoing.end()
    })
  const senders = [...Array.from({ length: connections }, () => kept), false as const, false as const].map(
    async (agent) => {
      while (state.going) await one(agent)
    },
  )
  return {
    state,
    async stop() {
      state.going = false
      await Promise.all(senders)
      kept.destroy()
    },
  }
}

test('a restart replaces every worker and drops no request, on kept and on new connections', async (context) => {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 2 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
  const running = load(`${program.http}/open`, 4)
  context.after(running.stop)
  const before = program.workers()
  for (let round = 0; round < 3; round++) {
    assert.equal((await program.call('POST', '/restart')).status, 200)
    const goal = running.state.answered + 100
    await until('requests are answered', () => running.state.answered >= goal)
  }
  await running.stop()
  assert.deepEqual(running.state.failures, [])
  assert.deepEqual(
    program.workers().filter((pid) => before.includes(pid)),
    [],
  )
  assert.equal(program.workers().length, 2)
})

test('restarts asked for at once are done one after the other, and every one is answered', async (context) => {
  const program = await startProgram({ workers: 2 })
  context.after(() => program.end())
  const before = program.workers()
  const answers = await Promise.all(Array.from({ length: 4 }, () => program.call('POST', '/restart')))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  assert.equal(program.workers().length, 2)
  assert.deepEqual(
    program.workers().filter((pid) => before.includes(pid)),
    [],
  )
})

test('a worker that dies during a restart is replaced once, and the restart is answered', async (context) => {
  const program = await startProgram({ workers: 2 })
  context.after(() => program.end())
  for (const which of [0, 1]) {
    const before = program.workers()
    const restarting = program.call('POST', '/restart')
    await until('the first new worker is on its way', () => program.workers().length === 3)
    process.kill(before[which] ?? 0, 'SIGKILL')
    assert.equal((await restarting).status, 200)
    await until('two workers serve', () => program.workers().length === 2)
    assert.deepEqual(
      program.workers().filter((pid) => before.includes(pid)),
      [],
    )
  }
})

test('a kept connection in use learns with an answer that it ends, and is not closed before', async (context) => {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 1 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
  const wires = await Promise.all(Array.from({ length: 8 }, () => openWire(program.ports.http, false)))
  const restarting = program.call('POST', '/restart')
  const request = Buffer.from('GET /open HTTP/1.1\r\nHost: clinic\r\n\r\n')
  const lastWords = wires.map(async (wire) => {
    for (;;) {
      const [answer] = await wire.exchange([request])
      if (!answer || answer.headers.get('connection') === 'close') return answer?.status
      // Long enough to be taken for idle.
      await pause(200)
    }
  })
  assert.deepEqual(
    await Promise.all(lastWords),
    wires.map(() => 200),
  )
  assert.equal((await restarting).status, 200)
})

/** The status of what a new connection is answered. */
const askAnew = (url: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const outgoing = httpRequest(url, { agent: false }, (answer) =>
      answer.resume().on('end', () => resolve(answer.statusCode)),
    )
    outgoing.on('error', reject).end()
  })

test('a connection that was dealt to a worker which died before it took it is served by another', async (context) => {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 2 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
  const [stopped = 0] = program.workers()
  process.kill(stopped, 'SIGSTOP')
  const asked = Array.from({ length: 6 }, () => askAnew(`${program.http}/open`))
  const answered = asked.map((one) => one.then(() => 'answered'))
  await until('the other worker has served what it was dealt', () => upstream.seen.length === 5)
  assert.equal(await Promise.race([Promise.all(answered), 'one waits']), 'one waits')
  process.kill(stopped, 'SIGKILL')
  // Some of these come while the supervisor learns of it.
  for (let n = 0; n < 60; n++) asked.push(askAnew(`${program.http}/open`))
  assert.deepEqual(
    await Promise.all(asked),
    asked.map(() => 200),
  )
  assert.equal(upstream.seen.length, asked.length)
})
