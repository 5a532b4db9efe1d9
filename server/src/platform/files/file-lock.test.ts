import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { lockFile } from './file-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'mediary-lock-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const holder = `
  const { lockFile } = await import(${JSON.stringify(join(import.meta.dirname, 'file-lock.ts'))})
  const release = lockFile(process.argv[1])
  process.stdout.write(release ? 'locked' : 'busy')
  setInterval(() => release, 60_000)
`

test('one process at a time has a lock, and the death of that process frees it', async () => {
  const file = join(folder, 'a.lock')
  const child = spawn(process.execPath, ['--input-type=module', '--eval', holder, file])
  const [said] = await once(child.stdout, 'data')
  assert.equal(String(said), 'locked')
  assert.equal(lockFile(file), undefined)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const release = lockFile(file)
  assert.ok(release)
  release()
  assert.ok(lockFile(file), 'what is released can be locked again')
})

const forgetful = `
  const { lockFile } = await import(${JSON.stringify(join(import.meta.dirname, 'file-lock.ts'))})
  const isLocked = lockFile(process.argv[1]) !== undefined
  setInterval(() => undefined, 60_000)
  setImmediate(() => {
    gc()
    process.stdout.write(isLocked ? 'locked' : 'busy')
  })
`

test('a process has its lock although it keeps nothing that releases it', async () => {
  const file = join(folder, 'b.lock')
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '--eval', forgetful, file])
  const [said] = await once(child.stdout, 'data')
  const second = lockFile(file)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.equal(String(said), 'locked')
  assert.equal(second, undefined)
})
