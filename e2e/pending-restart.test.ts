import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authority } from './certificates.ts'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'

const findControl = (program: Program) => program.processes().find(({ kind }) => kind === 'control')?.pid

/** Ends the control process, and waits for the one that takes its place. */
async function loseControl(program: Program) {
  const lost = findControl(program)
  process.kill(lost ?? 0, 'SIGKILL')
  await until('another control process answers', async () => {
    const now = findControl(program)
    if (now === undefined || now === lost) return false
    return (await fetch(`${program.base}/heartbeat`).catch(() => undefined))?.ok
  })
}

test('a control process that takes the place of another knows that a restart is pending, and how the last one went', async (context) => {
  const program = await startProgram({ workers: 1 })
  context.after(() => program.end())
  const required = async () => (await program.get<{ restartRequired: boolean }>('/keystore/cert')).restartRequired
  assert.equal(await required(), false)
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert: authority('Exchange CA').pem })).status, 201)
  assert.equal(await required(), true)
  await loseControl(program)
  assert.equal(await required(), true)
  assert.equal((await program.call('POST', '/restart')).status, 200)
  assert.equal(await required(), false)
  await loseControl(program)
  assert.equal(await required(), false)
  const { state, replaced, of } = await program.get<{ state: string; replaced: number; of: number }>('/restart')
  assert.deepEqual([state, replaced, of], ['done', 1, 1])
})
