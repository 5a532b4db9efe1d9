import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { test } from 'node:test'
import { startProgram } from './program.ts'

const isOpen = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

test('a gateway without HTTPS serves HTTP and opens no other port', async () => {
  const program = await startProgram({ workers: 1, env: { MEDIARY_ROUTER_HTTPS_PORT: 'off' } })
  try {
    assert.deepEqual([await isOpen(program.ports.http), await isOpen(program.ports.https)], [true, false])
    assert.match(program.output(), /gateway http \d+, https off/)
  } finally {
    await program.end()
  }
})
