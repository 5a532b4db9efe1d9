import assert from 'node:assert/strict'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { logTo } from '../platform/log.ts'
import { indexPatients } from '../processes/control/index-patients.ts'
import { countRows } from '../testing/count-rows.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, outcome } from '../testing/transactions.ts'
import { wholeApi } from '../testing/whole-api.ts'
import { recorder, takeOver } from '../transactions/index.ts'
import { reindexPatients } from './index.ts'
import { findCreatedPatient, findNamedPatients } from './patients/rules.ts'

const minute = 60_000
type Request = { method: string; path: string; query: string; location?: string }

/** An installation in which some requests have ended. Returns their ids, in their order. */
async function record(database: Database, requests: readonly Request[], age = minute) {
  // As a worker does: on SQLite headers stand in body files.
  const write = recorder(database, undefined, { journals: true })
  const newId = idGenerator('00000c')
  const ids = await Promise.all(
    requests.map(async ({ location, ...request }) => {
      const at = Date.now() - age
      const row = begun({ id: newId(at), requestedAt: at, ...request })
      await write.begin(row)
      const responseHeaders = JSON.stringify(location === undefined ? [] : ['Location', location])
      await write.complete(outcome(row.id, { respondedAt: at + 5, responseHeaders }))
      return row.id
    }),
  )
  await takeOver(database)
  return ids
}

async function follow(database: Database, { stores, secrets }: Awaited<ReturnType<typeof wholeApi>>) {
  const follower = indexPatients(database, stores, {
    claims: claims(database, 'test'),
    digest: secrets.searchDigest,
    now: () => Date.now() + minute,
    log: logTo('warn', 'test'),
  })
  await follower.run()
  await follower.stop()
}

onBothEngines('the index of patients reads few rows of a record that names none', async (database) => {
  const installation = await wholeApi({}, database)
  const plain = { method: 'GET', path: '/lab/orders', query: '' }
  await record(database, [...Array<Request>(1_200).fill(plain), { ...plain, path: '/fhir/Patient/7' }])
  const { counted, read } = countRows(database)
  await follow(counted, installation)
  assert.ok(read() < 50, `${read()} rows were read`)
})

onBothEngines('a patient is found wherever a request names one', async (database) => {
  const installation = await wholeApi({}, database)
  const paths = ['/fhir/Patient/7', '/fhir/Patient', '/fhir/Observation', '/x', '/a/Patient/7/b', '/fhir/Patients/7']
  const queries = ['', 'patient=7', 'subject=Patient/7', 'pat%69ent=7', 'identifier=x%7C7', '_id=7', 'code=1']
  const locations = [undefined, 'https://h/fhir/Patient/8/_history/1', '/fhir/Observation/8']
  const requests = ['GET', 'POST', 'PUT'].flatMap((method) =>
    paths.flatMap((path) =>
      queries.flatMap((query) =>
        locations.map((location) => ({ method, path, query, ...(location !== undefined && { location }) })),
      ),
    ),
  )
  const ids = await record(database, requests)
  await follow(database, installation)
  const expected = requests.flatMap((request, n) => {
    const created = request.method === 'GET' ? [] : findCreatedPatient(request.location)
    return [...findNamedPatients(request), ...created].length > 0 ? [ids[n]] : []
  })
  const table = database.kysely.withTables<{ event_patients: { id: string } }>().selectFrom('event_patients')
  const indexed = await table.select('id').distinct().execute()
  assert.ok(expected.length > 100 && expected.length < ids.length)
  assert.deepEqual(indexed.map(({ id }) => id).sort(), expected.toSorted())
})

onBothEngines('a patient is found in transactions that an import has added at an earlier time', async (database) => {
  const installation = await wholeApi({}, database)
  const of = (patient: number) => ({ method: 'GET', path: `/fhir/Patient/${patient}`, query: '' })
  await record(database, [of(1)])
  await follow(database, installation)
  const imported = await record(database, [of(2), of(3)], 100 * minute)
  await record(database, [of(4)], 50 * minute)
  await follow(database, installation)
  const count = async () => {
    const { patientIndex } = installation.stores
    const found = await Promise.all([1, 2, 3, 4].map((patient) => patientIndex.countEvents(`Patient/${patient}`)))
    return found.map(Number)
  }
  assert.deepEqual(await count(), [1, 0, 0, 0], 'the follower is past them')
  await reindexPatients(database, imported.toSorted()[0] ?? '')
  await follow(database, installation)
  assert.deepEqual(await count(), [1, 1, 1, 1])
  await reindexPatients(database, 'f'.repeat(24))
  await follow(database, installation)
  assert.deepEqual(await count(), [1, 1, 1, 1])
})
