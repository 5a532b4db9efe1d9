import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { thread } from './thread.ts'

const source = join(import.meta.dirname, 'thread.ts')
const doubles = `import { answering } from ${JSON.stringify(source)}
answering((n) => {
  if (n < 0) throw new Error('below nothing')
  for (;;) if (n < 1000) return 2 * n
})`

function written(context: { after: (work: () => void) => void }, files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-thread-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('a thread answers, says why it cannot, and is started anew after an answer took too long', async (context) => {
  const folder = written(context, { 'doubles.mjs': doubles })
  const tooSlow = () => new Error('too slow')
  const doubled = thread<number, number>(join(folder, 'doubles.mjs'), { maxDuration: 2_000, tooSlow })
  assert.deepEqual(await Promise.all([1, 2, 3].map(doubled.ask)), [2, 4, 6])
  await assert.rejects(doubled.ask(-1), /below nothing/)
  const [endless, behind] = await Promise.allSettled([doubled.ask(1000), doubled.ask(1)])
  assert.deepEqual([endless.status, behind.status], ['rejected', 'rejected'])
  assert.equal(await doubled.ask(4), 8)
  const waits = assert.rejects(doubled.ask(1000), /closed/)
  await doubled.close()
  await waits
})

test('a thread that nobody waits for keeps no process from ending', (context) => {
  const asks = `import { thread } from ${JSON.stringify(source)}
    const doubled = thread(import.meta.dirname + '/doubles.mjs', { maxDuration: 60_000, tooSlow: () => new Error('too slow') })
    console.log(await doubled.ask(21))`
  const folder = written(context, { 'doubles.mjs': doubles, 'asks.mjs': asks })
  assert.equal(
    execFileSync(process.execPath, [join(folder, 'asks.mjs')], { encoding: 'utf8', timeout: 30_000 }),
    '42\n',
  )
})
