import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'node:test'
import { claimPort, freePort } from './ports.ts'

const claimElsewhere = (port: number) =>
  execFileSync(process.execPath, [
    '--input-type=module',
    '--eval',
    `const { claimPort } = await import(${JSON.stringify(join(import.meta.dirname, 'ports.ts'))})
     console.log(await claimPort(${port}))`,
  ])
    .toString()
    .trim()

test('a port that one test process was given is given to no other before its program listens on it', async () => {
  const port = await freePort()
  assert.equal(claimElsewhere(port), String(process.platform !== 'linux'))
  assert.equal(await claimPort(port), process.platform !== 'linux')
})
