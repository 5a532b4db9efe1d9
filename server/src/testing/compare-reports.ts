// Compares the reports of all seeded patients with what they must show.
import type { PatientAccess } from '@mediary/contract/operations/audits/patient-report'
import { claims } from '../platform/database/claims.ts'
import type { Database } from '../platform/database/database.ts'
import { logTo } from '../platform/log.ts'
import { indexPatients } from '../processes/control/index-patients.ts'
import type { Random } from './failure-causes.ts'
import { basic } from './management.ts'
import { seedAccesses } from './seed-accesses.ts'
import { wholeApi } from './whole-api.ts'

const ada = basic('ada@example.org', 'correct horse battery')

/** Seeds so many transactions, and returns the number of accesses and the patients whose report differs from the oracle. */
export async function compareReports(database: Database, total: number, random: Random) {
  const { app, stores, secrets } = await wholeApi({}, database)
  const expected = await seedAccesses(database, total, random)
  const follower = indexPatients(database, stores, {
    claims: claims(database, 'test'),
    digest: secrets.searchDigest,
    now: () => Date.now() + 60_000,
    log: logTo('warn', 'test'),
  })
  await follower.run()
  await follower.stop()
  const readReport = async (patient: string) => {
    const rows: PatientAccess[] = []
    for (let before: string | undefined = ''; before !== undefined; ) {
      const page = new URLSearchParams({ patient, limit: '100', ...(before && { before }) })
      const answer = await app.inject({ method: 'GET', url: `/patient-report?${page}`, headers: ada })
      rows.push(...answer.json())
      before = /before=([0-9a-f]{24})/.exec(String(answer.headers.link ?? ''))?.[1]
    }
    return rows
  }
  const differing: string[] = []
  let accesses = 0
  for (const [patient, all] of expected) {
    const rows = await readReport(patient)
    const found = rows.map(({ _id, kind, clientID, user, transactionID }) =>
      kind === 'request' ? `${_id} ${clientID}` : `view of ${transactionID} ${user}`,
    )
    const wanted = all.map(({ id, client, user }) => `${id} ${client ?? user}`)
    accesses += wanted.length
    if (found.toSorted().join() !== wanted.toSorted().join()) differing.push(patient)
  }
  return { patients: expected.size, accesses, differing, app }
}
