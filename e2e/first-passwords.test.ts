import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { startUpstream, type Upstream } from './upstream.ts'

let program: Program
let upstream: Upstream
const names = Array.from({ length: 120 }, (_, n) => `clinic-${n}`)

before(async () => {
  program = await startProgram({ workers: 1 })
  upstream = await startUpstream()
  await program.makeChannel({ name: 'lab' }, upstream.port)
  for (const clientID of names) await program.makeClient({ clientID, password: `word of ${clientID}` })
})
after(async () => {
  await program.end()
  await upstream.stop()
})

const ask = async (clientID: string, password: string) => {
  const authorization = `Basic ${Buffer.from(`${clientID}:${password}`).toString('base64')}`
  const answer = await fetch(`${program.http}/lab`, { headers: { authorization } })
  await answer.text()
  return answer.status
}

test('the first requests of many clients behind one address are all answered, while others guess there', async () => {
  const guesses = Array.from({ length: 60 }, (_, n) => ask('clinic-0', `guess ${n}`))
  const answers = await Promise.all(names.slice(1).map((name) => ask(name, `word of ${name}`)))
  assert.deepEqual([...new Set(answers)], [200])
  const refused = await Promise.all(guesses)
  assert.ok(refused.every((status) => status === 401 || status === 429))
  assert.ok(refused.filter((status) => status === 401).length <= 10)
})
