import assert from 'node:assert/strict'
import { test } from 'node:test'
import pg, { type PoolClient } from 'pg'
import { startPostgres, startStandby } from '../../../testing/postgres.ts'
import { openDatabase } from '../database.ts'
import { clientClass, NoPrimaryError } from './primary.ts'

const both = (first: string, second: string) => {
  const { port } = new URL(second)
  return first.replace(/@[^/]*/, (place) => `${place},127.0.0.1:${port}`)
}

async function connectTo(url: string) {
  const Client = clientClass(url)
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.end()
  return client.port
}

test('of several hosts the one that takes writes is used, also after a failover, and a former primary never again', async (context) => {
  const primary = await startPostgres()
  const former = new pg.Client({ connectionString: primary.url })
  await former.connect()
  await former.query('create table notes (text text)')
  await former.end()
  const standby = await startStandby(primary)
  context.after(() => Promise.all([primary.stop(), standby.stop()]))
  const url = both(standby.url, primary.url)
  const ports = { primary: Number(new URL(primary.url).port), standby: Number(new URL(standby.url).port) }
  assert.equal(await connectTo(url), ports.primary)

  const database = openDatabase(url)
  assert.ok(database.engine === 'postgres')
  context.after(() => database.close())
  const write = () => database.postgres.query("insert into notes values ('a')")

  await primary.halt('SIGQUIT')
  await assert.rejects(write)
  await assert.rejects(write, NoPrimaryError)
  await standby.promote()
  await write()
  assert.equal(await connectTo(url), ports.standby)

  // It comes back and knows nothing of the other one.
  await primary.start()
  for (let n = 0; n < 20; n++) {
    const client: PoolClient = await database.postgres.connect()
    client.release(true)
    assert.equal(Reflect.get(client, 'port'), ports.standby)
  }
})

test('hosts none of which answers are an error that says so', async () => {
  await assert.rejects(connectTo('postgres://ada@127.0.0.1:1,127.0.0.1:2/x'), { code: 'ECONNREFUSED' })
})
