import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { Transaction } from './api.ts'
import { killQuietly } from './processes.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

test('a request whose body came slowly is ended, too, when its worker dies', async (context) => {
  // It never answers.
  const upstream = await startUpstream(() => undefined)
  const program = await startProgram({ workers: 1 })
  const store = new DatabaseSync(join(program.folder, 'mediary.db'), { readOnly: true })
  context.after(async () => {
    store.close()
    await program.end()
    await upstream.stop()
  })
  await program.makeChannel({ name: 'lab', authType: 'public' }, upstream.port)
  const socket = connect(program.ports.http, '127.0.0.1')
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const readLeases = () => store.prepare('select process_id, since from workers order by process_id').all()
  const before = JSON.stringify(readLeases())
  socket.write('POST /lab HTTP/1.1\r\nHost: lab\r\nContent-Length: 4\r\n\r\nab')
  const renewals = { seen: before, count: 0 }
  await until('every lease was renewed since the request began', () => {
    const now = JSON.stringify(readLeases())
    if (now !== renewals.seen) renewals.count++
    renewals.seen = now
    return renewals.count > 3
  })
  socket.write('cd')
  await until('the upstream has the request', () => upstream.seen.length > 0)
  for (const pid of program.workers()) killQuietly(pid)
  await until('the transaction is ended', async () => {
    const [transaction] = await program.get<Transaction[]>('/transactions')
    return transaction?.status === 'Failed'
  })
  assert.equal(upstream.seen.length, 1)
  socket.destroy()
})
