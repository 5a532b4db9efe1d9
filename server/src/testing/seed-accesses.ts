// Writes requests that name patients and views of their bodies into a store, and tells what a report of each patient must show.
import { bodyViews } from '../bodies/index.ts'
import type { Database } from '../platform/database/database.ts'
import { nobody } from '../platform/http/caller.ts'
import { idGenerator } from '../platform/ids.ts'
import { recorder } from '../transactions/index.ts'
import type { Random } from './failure-causes.ts'
import { begun, outcome } from './transactions.ts'

const batch = 500
const seededPatients = 200
const system = 'urn:nid'

type Request = { method: string; path: string; query: string; names?: string }

/** Requests that name a patient, as reference or identifier, and such as only look so. */
const forms: ((n: number) => Request)[] = [
  (n) => ({ method: 'GET', path: `/fhir/Patient/p${n}`, query: '', names: `Patient/p${n}` }),
  (n) => ({ method: 'PUT', path: `/fhir/Patient/p${n}`, query: '', names: `Patient/p${n}` }),
  (n) => ({ method: 'GET', path: `/fhir/Patient/p${n}/Observation`, query: 'code=x', names: `Patient/p${n}` }),
  (n) => ({ method: 'GET', path: '/fhir/Observation', query: `patient=p${n}`, names: `Patient/p${n}` }),
  (n) => ({ method: 'GET', path: '/fhir/Condition', query: `subject=Patient%2Fp${n}`, names: `Patient/p${n}` }),
  (n) => ({ method: 'GET', path: '/fhir/Patient', query: `_id=p${n}`, names: `Patient/p${n}` }),
  (n) => ({ method: 'GET', path: '/fhir/Patient', query: `identifier=${system}|${n}`, names: `${system}|${n}` }),
  (n) => ({ method: 'GET', path: '/fhir/Task', query: `patient.identifier=${system}%7C${n}`, names: `${system}|${n}` }),
  (n) => ({ method: 'GET', path: `/fhir/Encounter/p${n}`, query: '' }),
  (n) => ({ method: 'GET', path: '/fhir/Observation', query: `performer=p${n}&subject=Group/p${n}` }),
  (n) => ({ method: 'GET', path: '/fhir/Task', query: `identifier=${system}|${n}` }),
  (n) => ({ method: 'POST', path: '/openhie/encounters', query: `code=Patient/p${n}` }),
]

type Access = { id: string; client: string | undefined; user: string | undefined }

/** Writes so many transactions, and a view of a body for some of them. Returns the accesses of each patient. */
export async function seedAccesses(database: Database, total: number, random: Random): Promise<Map<string, Access[]>> {
  const newId = idGenerator('00000e')
  const record = recorder(database)
  const views = bodyViews(database, newId)
  const expected = new Map<string, Access[]>()
  const expect = (names: string, access: Access) => expected.set(names, [...(expected.get(names) ?? []), access])
  for (let from = 0; from < total; from += batch) {
    await Promise.all(
      Array.from({ length: Math.min(batch, total - from) }, async () => {
        const build = forms[random(forms.length)]
        if (!build) return
        const { names, ...request } = build(random(seededPatients))
        const client = `client-${random(5)}`
        const user = random(10) === 0 ? `user-${random(3)}` : undefined
        const id = newId()
        await record.begin(begun({ id, client, ...request }))
        await record.complete(outcome(id))
        if (names !== undefined) expect(names, { id, client, user: undefined })
        if (user === undefined) return
        const caller = { ...nobody, user: { id: user, name: user, email: user, groups: [] } }
        const of = { id, channel: 'c'.repeat(24) }
        await views.note([{ of, part: 'request', caller, reason: undefined }])
        if (names !== undefined) expect(names, { id: `view of ${id}`, client: undefined, user })
      }),
    )
  }
  return expected
}
