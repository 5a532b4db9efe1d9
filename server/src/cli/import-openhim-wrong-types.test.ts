// A dump whose documents have the wrong type in a field, each field in turn: nothing ends the import, and nothing vanishes.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { Binary, Decimal128, Long, ObjectId } from 'bson'
import type { ImportReport } from '../openhim-import/index.ts'
import { Settings } from '../settings/settings.ts'
import { buildClients, buildDatabase, toObjectId } from '../testing/openhim/database.ts'
import { type Documents, writeArchive } from '../testing/openhim/dump.ts'
import { newDatabaseUrl } from '../testing/stores.ts'
import { importDump } from './import-openhim.ts'

async function importInto(context: TestContext, documents: Documents): Promise<ImportReport> {
  const data = mkdtempSync(join(tmpdir(), 'mediary-wrong-types-'))
  context.after(() => rmSync(data, { recursive: true, force: true }))
  const databaseUrl = await newDatabaseUrl('sqlite', (cleanUp) => context.after(cleanUp), 'migrated')
  const settings = Settings.parse({ data, databaseUrl, api: { port: 0 }, installationKey: 'a1'.repeat(32) })
  const dump = writeArchive(join(data, 'openhim.archive'), documents)
  return importDump(dump, settings, { transactions: true }, () => undefined)
}

const wrongValues = [
  17,
  -1.5,
  Number.NaN,
  true,
  null,
  '',
  'text',
  'x'.repeat(100_000),
  [],
  [null, [[]], { a: 1 }],
  {},
  { $ne: null },
  new Date(Number.NaN),
  new ObjectId('5f0000000000000000000001'),
  new Binary(Buffer.from([0, 255])),
  Long.MAX_VALUE,
  Decimal128.fromString('NaN'),
  /(a+)+$/,
]

type Document = Record<string, unknown>
const isDocument = (value: unknown): value is Document =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** Returns copies of a document, each with one field of another type, also within it. */
function* damage(document: Document): Generator<Document> {
  for (const [field, value] of Object.entries(document)) {
    if (field === '_id') continue
    for (const wrong of wrongValues) yield { ...document, [field]: wrong }
    if (isDocument(value)) for (const inner of damage(value)) yield { ...document, [field]: inner }
    if (Array.isArray(value) && isDocument(value[0]))
      for (const inner of damage(value[0])) yield { ...document, [field]: [inner, ...value.slice(1)] }
  }
}

const database = buildDatabase({ clients: buildClients(2), port: 9, transactions: 6 })
const collections = ['clients', 'channels', 'users', 'passports', 'mediators', 'contactgroups', 'visualizers']

for (const collection of [...collections, 'transactions'])
  test(`each field of ${collection} with another type: every document is in the report`, async (context) => {
    const [sound] = database[collection] ?? []
    assert.ok(isDocument(sound))
    let n = 0
    const damaged = [...damage(sound)].map((one) => ({ ...one, _id: toObjectId(0x77, ++n) }))
    assert.ok(damaged.length >= wrongValues.length)
    const report = await importInto(context, {
      ...database,
      [collection]: [...(database[collection] ?? []), ...damaged],
    })
    const { found, ...outcomes } = report.collections[collection] ?? assert.fail('it is not in the report')
    const all = damaged.length + (database[collection]?.length ?? 0)
    assert.equal(found, all)
    assert.equal(
      Object.values(outcomes).reduce((sum, documents) => sum + documents, 0),
      all,
    )
    for (const { reason, name } of report.remarks) {
      assert.ok(reason.length + name.length < 1_300, 'a remark is one sentence')
      assert.doesNotMatch(reason, /\n|\w+Error:|\bundefined\b/)
    }
  })

test('what is no certificate among those that are trusted is left out with its reason', async (context) => {
  const lists = wrongValues.map((ca) => (Array.isArray(ca) ? ca : [ca])).filter((ca) => ca.length > 0)
  const keystores = lists.map((ca, n) => ({ _id: toObjectId(0x77, n), ca }))
  const one = { _id: toObjectId(0x78, 0), ca: 'no list' }
  const report = await importInto(context, { ...database, keystores: [...keystores, one] })
  const { found, leftOut } = report.collections.keystores ?? assert.fail('it is not in the report')
  assert.deepEqual(
    [found, leftOut],
    [lists.flat().length + 1, lists.flat().length + 1],
    JSON.stringify(report.collections),
  )
  assert.ok(report.trafficLeftOut)
})

test('ids of other types, ids that occur twice, and documents without one: every document is in the report', async (context) => {
  const [client, channel, transaction] = [database.clients, database.channels, database.transactions].map(
    (all) => all?.[0] ?? {},
  )
  const ids = [17, '', 'visit-1', '../../etc/passwd', null, { a: 1 }, [], new Date(0), Long.MAX_VALUE]
  const withIds = (document: object) => {
    const { _id, ...rest } = { _id: undefined, ...document }
    return [rest, ...ids.map((id) => ({ ...rest, _id: id })), document, document]
  }
  const documents = {
    ...database,
    clients: withIds(client ?? {}),
    channels: withIds(channel ?? {}),
    transactions: withIds(transaction ?? {}),
  }
  const report = await importInto(context, documents)
  for (const collection of ['clients', 'channels', 'transactions'] as const)
    assert.equal(report.collections[collection]?.found, documents[collection].length, collection)
  const remarks = report.remarks.map(({ collection, reason }) => `${collection}: ${reason}`)
  assert.ok(remarks.includes('transactions: Its id is not an ObjectId.'))
  assert.ok(remarks.some((remark) => /^clients: The dump has another one with the same id/.test(remark)))
})
