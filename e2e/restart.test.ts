import assert from 'node:assert/strict'
import { Agent, request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

test('a restart replaces every worker and drops no request, on kept and on new connections', async (context) => {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 2 })
  context.after(async () => {
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'open', authType: 'public' }, upstream.port)
  const kept = new Agent({ keepAlive: true, maxSockets: 4 })
  const state = { going: true, answered: 0, failures: [] as string[] }
  const one = (agent: Agent | false) =>
    new Promise<void>((resolve) => {
      const outgoing = httpRequest(`${program.http}/open`, { agent }, (response) => {
        if (response.statusCode === 200) state.answered++
        else state.failures.push(String(response.statusCode))
        response.resume().on('close', resolve)
      })
      outgoing.on('error', (error) => {
        // A kept connection that the server closes while it is idle is opened again: HTTP says so (RFC 9112 §9.3.1).
        if (agent === kept && outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET')
          return resolve(one(agent))
        state.failures.push(error.message)
        return resolve()
      })
      outgoing.end()
    })
  const senders = [kept, kept, kept, kept, false as const, false as const].map(async (agent) => {
    while (state.going) await one(agent)
  })
  const before = program.workers()
  for (let round = 0; round < 3; round++) {
    assert.equal((await program.call('POST', '/restart')).status, 200)
    const goal = state.answered + 100
    await until('requests are answered', () => state.answered >= goal)
  }
  state.going = false
  await Promise.all(senders)
  kept.destroy()
  assert.deepEqual(state.failures, [])
  assert.deepEqual(
    program.workers().filter((pid) => before.includes(pid)),
    [],
  )
  assert.equal(program.workers().length, 2)
})
