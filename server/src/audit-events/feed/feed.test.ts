import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { claims } from '../../platform/database/claims.ts'
import type { Database } from '../../platform/database/database.ts'
import { idGenerator } from '../../platform/ids.ts'
import { logTo } from '../../platform/log.ts'
import { indexPatients } from '../../processes/control/index-patients.ts'
import { findErrors } from '../../testing/balp/check-profile.ts'
import { importTransactions } from '../../testing/import-transactions.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { begun, outcome } from '../../testing/transactions.ts'
import { wholeApi } from '../../testing/whole-api.ts'
import { recorder } from '../../transactions/index.ts'
import type { AuditEvent } from '../fhir/event.ts'
import { auditFeed, listRefused } from './feed.ts'
import { fhirClient } from './fhir-client.ts'

type Entry = { resource: AuditEvent; request: { method: string; url: string } }

/** A FHIR server that takes batches, unless `status` says otherwise, and refuses events about Patient/bad. */
async function fhirServer(port = 0, { status = 0, takesBatches = true } = {}) {
  const taken: AuditEvent[] = []
  const isBad = (event: AuditEvent) => JSON.stringify(event).includes('Patient/bad')
  const server: Server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      const document = JSON.parse(Buffer.concat(chunks).toString())
      const entries: Entry[] = document.entry ?? [{ resource: document }]
      const isBatch = document.resourceType === 'Bundle'
      if (status !== 0 || (isBatch && !takesBatches)) return response.writeHead(status || 405).end('{}')
      taken.push(...entries.map(({ resource }) => resource).filter((event) => !isBad(event)))
      if (!isBatch) return response.writeHead(isBad(document) ? 422 : 201).end('{"resourceType":"OperationOutcome"}')
      const answers = entries.map(({ resource }) => ({
        response: { status: isBad(resource) ? '422 No' : '201 Created' },
      }))
      return response.end(JSON.stringify({ resourceType: 'Bundle', type: 'batch-response', entry: answers }))
    })()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const kill = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  const address = server.address()
  return { taken, port: typeof address === 'object' && address ? address.port : 0, kill }
}

async function startInstallation(database: Database) {
  const { stores, secrets } = await wholeApi({}, database)
  const newId = idGenerator('00000c')
  const record = recorder(database)
  const begin = async (path: string) => {
    const id = newId()
    await record.begin(begun({ id, method: 'GET', path, query: '' }))
    return id
  }
  const end = async (id: string) => {
    await record.complete(outcome(id))
    return `transaction-${id}`
  }
  const feed = (port: number) =>
    auditFeed(database, {
      events: stores.auditEvents,
      send: fhirClient({ url: `http://127.0.0.1:${port}/fhir`, method: 'create' }, async () => ({})),
      mayStart: async () => true,
      log: logTo('silent', 'test'),
      pauses: { idle: 3_600_000, max: 3_600_000 },
    })
  /** Runs the feed once, as a process does that starts and stops. */
  const deliver = async (port: number) => {
    const follower = indexPatients(database, stores, {
      claims: claims(database, 'test'),
      digest: secrets.searchDigest,
      now: () => Date.now() + 60_000,
      log: logTo('warn', 'test'),
    })
    await follower.run()
    await follower.stop()
    const feeding = feed(port)
    await feeding.close()
    return feeding.isFailing()
  }
  const add = async (path: string) => end(await begin(path))
  const findEvent = async (id: string) => (await stores.auditEvents.load([{ kind: 'transaction', id }]))[0]?.event
  return { begin, end, add, deliver, findEvent }
}

onBothEngines('a FHIR server that is killed and comes back gets each audit event once', async (database) => {
  const { begin, end, add, deliver } = await startInstallation(database)
  const first = await fhirServer()
  assert.equal(await deliver(first.port), false, 'it begins now')
  const slow = await begin('/fhir/Patient/slow')
  const some = [await add('/fhir/Patient/1'), await add('/fhir/Observation/2')]
  assert.equal(await deliver(first.port), false)
  const ids = ({ taken }: typeof first) => taken.map(({ id }) => id).filter((id) => id.startsWith('transaction-'))
  assert.deepEqual(ids(first), some)
  await first.kill()
  const late = [await end(slow), await add('/fhir/Patient/3')]
  assert.equal(await deliver(first.port), true, 'the server is away')
  const busy = await fhirServer(first.port, { status: 503 })
  assert.equal(await deliver(first.port), true, 'the server is busy')
  await busy.kill()
  const second = await fhirServer(first.port)
  assert.equal(await deliver(first.port), false)
  await deliver(first.port)
  assert.deepEqual(ids(second), late)
  for (const event of [...first.taken, ...second.taken]) assert.deepEqual(findErrors({ ...event }), [])
  await second.kill()
})

onBothEngines('an event that the FHIR server refuses holds up no other, and is listed', async (database) => {
  const { add, deliver } = await startInstallation(database)
  for (const takesBatches of [true, false]) {
    const server = await fhirServer(0, { takesBatches })
    await deliver(server.port)
    const [good, bad, other] = [
      await add('/fhir/Patient/1'),
      await add('/fhir/Patient/bad'),
      await add('/fhir/Patient/2'),
    ]
    assert.equal(await deliver(server.port), false)
    assert.deepEqual(
      server.taken.map(({ id }) => id).filter((id) => id.startsWith('transaction-')),
      [good, other],
    )
    const [refused] = await listRefused(database)
    assert.deepEqual([refused?.id, refused?.status], [bad, 422])
    await server.kill()
  }
})

onBothEngines('an import from OpenHIM sends nothing to the FHIR server, and its events are found', async (database) => {
  const { add, deliver, findEvent } = await startInstallation(database)
  const server = await fhirServer()
  assert.equal(await deliver(server.port), false, 'it begins now')
  // They are newer than all that was sent: OpenHIM went on serving.
  const newId = idGenerator('00000d')
  const ids = Array.from({ length: 120 }, () => newId())
  await importTransactions(database, ids)
  const own = await add('/fhir/Patient/7')
  for (let i = 0; i < 3; i++) await deliver(server.port)
  const sent = server.taken.map(({ id }) => id).filter((id) => id.startsWith('transaction-'))
  assert.deepEqual(sent, [own])
  for (const id of ids) assert.equal((await findEvent(id))?.id, `transaction-${id}`)
  await server.kill()
})
