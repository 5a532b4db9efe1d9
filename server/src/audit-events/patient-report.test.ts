import assert from 'node:assert/strict'
import { compareReports } from '../testing/compare-reports.ts'
import { seededRandom } from '../testing/failure-causes.ts'
import { basic } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

const ada = basic('ada@example.org', 'correct horse battery')

onBothEngines('the report of a patient shows who saw what, and nothing else', async (database) => {
  const { app, patients, accesses, differing } = await compareReports(database, 1_000, seededRandom(7))
  assert.ok(patients > 200 && accesses > 600, `${patients} patients, ${accesses} accesses`)
  assert.deepEqual(differing, [])
  const accept = 'text/csv'
  const csv = await app.inject({
    method: 'GET',
    url: '/patient-report?patient=Patient/p1',
    headers: { ...ada, accept },
  })
  assert.match(csv.body, /at,kind,clientID,client,user,address/)
  const rows = await app.inject({ method: 'GET', url: '/patient-report?patient=Patient/p1', headers: ada })
  assert.equal(csv.body.trim().split('\r\n').length - 1, rows.json().length)
  assert.doesNotMatch(String(csv.headers['content-disposition']), /p1/, 'the name of the file names no patient')
  assert.equal((await app.inject({ method: 'GET', url: '/patient-report?patient=Patient/p1' })).statusCode, 401)
})
