import assert from 'node:assert/strict'
import { Agent, request } from 'node:http'
import { after, before, test } from 'node:test'
import type { Refusal } from './api.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

let program: Program
let upstream: Upstream

before(async () => {
  upstream = await startUpstream()
  program = await startProgram({ workers: 1 })
  await program.makeChannel({ name: 'lab' }, upstream.port)
  await program.makeClient({ clientID: 'quiet', password: 'a password' })
})
after(async () => {
  await program?.end()
  await upstream?.stop()
})

/** Each request of the agent has a connection of its own. */
function send(agent: Agent, clientID: string, path = '/lab') {
  const authorization = `Basic ${Buffer.from(`${clientID}:a password`).toString('base64')}`
  return new Promise<number>((resolve, reject) => {
    const outgoing = request(program.http + path, { agent, headers: { authorization } })
    outgoing.on('error', reject).on('response', (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode ?? 0))
    })
    outgoing.end()
  })
}

const connections = 300

/** Floods with a client whose limit is used up. Resolves once the answers begin to wait. */
async function startFlood(agent: Agent, clientID: string) {
  const limits = { mode: 'enforce', requestsPerDay: 1 }
  await program.makeClient({ clientID, password: 'a password', limits })
  assert.equal(await send(agent, clientID), 200)
  const answers: number[] = []
  const flood = Promise.all(
    Array.from({ length: connections }, () => send(agent, clientID).then((status) => void answers.push(status))),
  )
  await until('the first are answered', async () => answers.length >= 5)
  return { answers, flood }
}

/** A refusal counts before its answer leaves. */
const untilCounted = (clientID: string) =>
  until('every refusal is counted', async () => {
    const rows = await program.get<Refusal[]>(`/refusals?client=${clientID}`)
    return rows.reduce((sum, { count }) => sum + count, 0) === connections
  })

test('a client that floods delays no other one behind the same address, whether it is admitted or refused', async () => {
  const agent = new Agent({ keepAlive: true })
  const { answers, flood } = await startFlood(agent, 'flooding')
  assert.equal(await send(agent, 'quiet'), 200)
  assert.equal(await send(agent, 'quiet', '/unknown'), 404)
  assert.equal(await send(agent, 'nobody'), 401)
  const waiting = connections - answers.length
  assert.ok(waiting > connections / 3, `${waiting} answers of the flood still wait`)
  await flood
  assert.deepEqual([...new Set(answers)], [429])
  await untilCounted('flooding')
  agent.destroy()
})

test('answers that wait are given when the program ends', async () => {
  const agent = new Agent({ keepAlive: true })
  const { answers, flood } = await startFlood(agent, 'ending')
  await untilCounted('ending')
  await program.stop()
  await flood
  assert.deepEqual([...new Set(answers)], [429])
  agent.destroy()
})
