// A store on PostgreSQL with three hours that are over, and an object store beside it.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import { type Database, openDatabase } from '../platform/database/database.ts'
import { createPartitions } from '../platform/database/postgres/partitions.ts'
import { idGenerator, leastIdAt } from '../platform/ids.ts'
import { recorder } from '../transactions/index.ts'
import { newChannel } from './history-api.ts'
import { basic } from './management.ts'
import { startObjectStore } from './object-store.ts'
import { newDatabaseUrl } from './stores.ts'
import { begun, outcome } from './transactions.ts'
import { wholeApi } from './whole-api.ts'

export const hour = 3_600_000
export const day = 24 * hour
const ada = basic('ada@example.org', 'correct horse battery')
const newId = idGenerator('00000c')
/** The first of three finished hours. */
export const start = (Math.floor(Date.now() / hour) - 30) * hour
const hours = [start, start + hour, start + 2 * hour]
/** What the body of a name begins with. */
export const secretText = (name: string) => `patient ${name} `

/** A store with partitions of three hours that are over. */
export async function openColdStore(t: TestContext): Promise<{ database: Database; url: string }> {
  const cleanUps: (() => Promise<void>)[] = []
  const url = await newDatabaseUrl('postgres', (work) => cleanUps.push(work), 'migrated')
  const database = openDatabase(url)
  t.after(async () => {
    await database.close()
    for (const cleanUp of cleanUps) await cleanUp()
  })
  await addFinishedHours(database)
  return { database, url }
}

/** Gives the bodies partitions of three hours that are over. No body may be there yet. */
export async function addFinishedHours(database: Database): Promise<void> {
  await sql`alter table body_chunks detach partition body_chunks_first`.execute(database.kysely)
  await sql`alter table body_chunks attach partition body_chunks_first
    for values from (minvalue) to (${sql.lit(leastIdAt(start))})`.execute(database.kysely)
  await createPartitions(database, 'body_chunks', async () =>
    hours.map((from, i) => ({ name: `body_chunks_${i}`, from: leastIdAt(from), before: leastIdAt(from + hour) })),
  )
}

/** Starts an installation with a bucket. */
export async function startColdInstallation(t: TestContext, database: Database, given: object = {}) {
  const data = mkdtempSync(join(tmpdir(), 'cold-'))
  t.after(() => rmSync(data, { recursive: true }))
  const cleanUps: (() => Promise<void>)[] = []
  const objects = await startObjectStore((work) => cleanUps.push(work))
  t.after(async () => {
    for (const cleanUp of cleanUps) await cleanUp()
  })
  const settings = { data, coldBodies: objects.settings, ...given }
  const { app, stores, retention, coldRounds, secrets } = await wholeApi(settings, database)
  assert.ok(coldRounds)
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...ada, accept: 'application/json, application/problem+json' },
      ...(payload && { payload }),
    })
    return { status: answer.statusCode, body: answer.body }
  }
  const addChannel = async (name: string, document: object = {}) => {
    const made = await call('POST', '/channels', { ...newChannel(name), requestBody: true, ...document })
    assert.equal(made.status, 201, made.body)
    return (await stores.channels.list()).find((one) => one.name === name)?._id ?? ''
  }
  const write = recorder(database)
  const record = async (channel: string, at: number, name: string, { ended = true, size = 2_000 } = {}) => {
    const id = newId(at)
    const bytes = Buffer.alloc(size, secretText(name))
    await write.begin(begun({ id, channel, requestedAt: at, requestBody: bytes, requestSize: size }))
    await write.chunk({ id, part: 'r000.response', n: 0, bytes: Buffer.from(`answer of ${name}`) })
    await write.chunk({ id, part: 'r000.response', n: 1, bytes: Buffer.from(' goes on') })
    if (ended) await write.complete(outcome(id, { requestSize: size }))
    return id
  }
  const recordSealed = async (channel: string, at: number, name: string) => {
    const id = newId(at)
    const chunk = { id, part: 'request', n: 0, bytes: Buffer.from(secretText(name)) }
    const { bytes, key } = stores.bodyKeys.sealer(channel, at)(chunk)
    const row = begun({ id, channel, requestedAt: at, requestSize: chunk.bytes.length })
    await write.begin({ ...row, requestBody: Buffer.from(bytes), bodyKey: key })
    await write.complete(outcome(id, { requestSize: chunk.bytes.length }))
    return id
  }
  return {
    ...{ objects, settings, stores, retention, coldRounds, secrets, call, addChannel, record, recordSealed, write },
    show: (id: string, part = 'request') => call('GET', `/transactions/${id}/bodies/${part}`),
    /** Whether the bytes of a body stand in any object of the bucket. */
    isInBucket: (name: string) => readObjects(objects.folder).some((bytes) => bytes.includes(secretText(name))),
  }
}

/** The files with the objects of the object store. */
export const listFiles = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('_object'))
    .map((name) => join(folder, name))
const readObjects = (folder: string) => listFiles(folder).map((file) => readFileSync(file))
