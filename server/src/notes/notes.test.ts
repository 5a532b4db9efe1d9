import assert from 'node:assert/strict'
import type { Note } from '@mediary/contract/operations/notes'
import type { Database } from '../platform/database/database.ts'
import { historyApi, newChannel } from '../testing/history-api.ts'
import { onBothEngines } from '../testing/stores.ts'
import { begun, newId, outcome } from '../testing/transactions.ts'
import { recorder } from '../transactions/index.ts'

const day = 86_400_000

/** Two channels, one client, and a transaction and a refusal of the first channel. */
async function notedObjects(database: Database) {
  const api = await historyApi(database)
  const { change, admin, findClient, stores } = api
  await change('POST', '/clients', {
    clientID: 'clinic',
    name: 'Clinic',
    roles: ['nurse'],
    clientDomain: 'clinic.test',
  })
  for (const name of ['lab', 'pharmacy']) await change('POST', '/channels', newChannel(name, ['nurse']))
  const channels: { _id: string; name: string }[] = (await admin('GET', '/channels')).body
  const [lab = '', pharmacy = ''] = ['lab', 'pharmacy'].map((name) => channels.find((one) => one.name === name)?._id)
  const addTransaction = async (at: number) => {
    const id = newId(at)
    const record = recorder(database)
    await record.begin(begun({ id, channel: lab, requestedAt: at }))
    await record.complete(outcome(id, { status: 'Failed' }))
    return id
  }
  const addRefusal = async (channel?: string) => {
    const id = newId()
    const refusal = { clientIp: '192.0.2.7', channel, status: 403, stage: 'authorise', code: 'not-allowed' } as const
    await stores.refusals.add([{ ...refusal, reason: 'no role', id, at: Date.now() }])
    return id
  }
  const client = await findClient('clinic')
  const list = async (object: string, id: string): Promise<Note[]> =>
    (await admin('GET', `/notes?object=${object}&id=${id}`)).body
  return { ...api, client, lab, pharmacy, addTransaction, addRefusal, list }
}

onBothEngines(
  'clients, channels, transactions and refusals have notes with text, author and time',
  async (database) => {
    const { admin, change, client, lab, addTransaction, addRefusal, list } = await notedObjects(database)
    const { body: me } = await admin('GET', '/users/ada@example.org')
    const objects = {
      client,
      channel: lab,
      transaction: await addTransaction(Date.now()),
      refusal: await addRefusal('lab'),
    }
    for (const [object, id] of Object.entries(objects)) {
      const first: Note = await change('POST', '/notes', { object, id, text: ' called them\r\nthey know ' })
      const second: Note = await change('POST', '/notes', { object, id, text: 'it works again' })
      assert.ok(Math.abs(Date.parse(first.at) - Date.now()) < 60_000)
      const by = { _id: me._id, name: 'First Administrator' }
      const text = 'called them\nthey know'
      assert.deepEqual(first, { _id: first._id, object, objectId: id, text, by, at: first.at })
      assert.deepEqual(await list(object, id), [second, first])
      await change('DELETE', `/notes/${second._id}`)
      assert.deepEqual(await list(object, id), [first])
    }
  },
)

onBothEngines('a note has a bounded text, and an object a bounded number of notes', async (database) => {
  const { admin, change, client, list } = await notedObjects(database)
  const add = (text: string) => admin('POST', '/notes', { object: 'client', id: client, text })
  for (const text of ['', ' \n ', 'a'.repeat(2001), 'bell \u0007']) assert.equal((await add(text)).status, 400, text)
  assert.equal((await admin('POST', '/notes', { object: 'user', id: client, text: 'a' })).status, 400)
  const unknown = await admin('POST', '/notes', { object: 'channel', id: client, text: 'a' })
  assert.deepEqual([unknown.status, unknown.body.reason], [404, 'note-object-not-found'])
  assert.equal((await add('a'.repeat(2000))).status, 201)
  const row = { object: 'client', object_id: client, text: 'a', by_id: '', by_name: '', at: 0 }
  const rows = Array.from({ length: 99 }, () => ({ ...row, id: newId() }))
  await database.kysely.withTables<{ notes: (typeof rows)[number] }>().insertInto('notes').values(rows).execute()
  const { status, body } = await add('one too many')
  assert.deepEqual([status, body.reason, body.parameters], [409, 'too-many-notes', { max: 100 }])
  const [newest] = await list('client', client)
  await change('DELETE', `/notes/${newest?._id}`)
  assert.equal((await add('room again')).status, 201)
})

onBothEngines('who may read an object may read its notes, and who may manage it may write them', async (database) => {
  const api = await notedObjects(database)
  const { change, client, lab, pharmacy } = api
  const [transaction, refusal, nowhere] = [
    await api.addTransaction(Date.now()),
    await api.addRefusal('lab'),
    await api.addRefusal(),
  ]
  const objects = { client, channel: lab, transaction, refusal }
  const callers = {
    reader: await api.addUser('reader@example.org', {
      'client-view-specified': [client],
      'channel-view-specified': [lab],
      'transaction-view-specified': [lab],
    }),
    writer: await api.addUser('writer@example.org', {
      'client-manage-specified': [client],
      'channel-manage-specified': [lab],
      'transaction-view-specified': [lab],
      'transaction-rerun-specified': [lab],
    }),
    stranger: await api.addUser('stranger@example.org', {
      'client-manage-specified': [pharmacy],
      'channel-manage-specified': [pharmacy],
      'transaction-view-specified': [pharmacy],
      'transaction-rerun-specified': [pharmacy],
    }),
  }
  const expected = { reader: [200, 403, 403], writer: [200, 201, 200], stranger: [404, 404, 404] }
  for (const [object, id] of Object.entries(objects))
    for (const [name, call] of Object.entries(callers)) {
      const note: Note = await change('POST', '/notes', { object, id, text: 'a' })
      const answers = [
        await call('GET', `/notes?object=${object}&id=${id}`),
        await call('POST', '/notes', { object, id, text: 'b' }),
        await call('DELETE', `/notes/${note._id}`),
      ]
      const statuses = answers.map(({ status }) => status)
      assert.deepEqual([name, object, statuses], [name, object, expected[name as keyof typeof expected]])
    }
  assert.equal((await callers.writer('GET', `/notes?object=refusal&id=${nowhere}`)).status, 404)
  assert.equal((await api.admin('GET', `/notes?object=refusal&id=${nowhere}`)).status, 200)
})

onBothEngines('notes of a client stand in its history, and come back when a change is undone', async (database) => {
  const { change, history, client, list } = await notedObjects(database)
  const note: Note = await change('POST', '/notes', { object: 'client', id: client, text: 'call first' })
  const [added] = await history(`?object=client&id=${client}`)
  assert.deepEqual([added.action, added.before.notes, added.after.notes.length], ['changed', undefined, 1])
  await change('DELETE', `/notes/${note._id}`)
  const [removed] = await history(`?object=client&id=${client}`)
  await change('POST', `/history/${removed._id}/undo`, {})
  assert.deepEqual(await list('client', client), [note])

  await change('DELETE', `/clients/${client}`)
  const [gone] = await history(`?object=client&id=${client}`)
  await change('POST', `/history/${gone._id}/undo`, {})
  assert.deepEqual(await list('client', client), [note])
})

onBothEngines('a note goes with the transaction or the refusal that it is about', async (database) => {
  const { admin, change, lab, client, retention, addTransaction, addRefusal } = await notedObjects(database)
  const objects = [
    ['transaction', await addTransaction(Date.now() - 10 * day)],
    ['transaction', await addTransaction(Date.now())],
    ['refusal', await addRefusal('lab')],
    ['client', client],
  ] as const
  for (const [object, id] of objects) await change('POST', '/notes', { object, id, text: object })
  const table = database.kysely.withTables<{ notes: { id: string; object_id: string }; refusals: { id: string } }>()
  const listLeft = async () => {
    const left = (await table.selectFrom('notes').select('object_id').execute()).map(({ object_id }) => object_id)
    return objects.filter(([, id]) => left.includes(id)).map(([, id]) => objects.findIndex((one) => one[1] === id))
  }
  assert.deepEqual(await listLeft(), [0, 1, 2, 3])
  assert.equal((await admin('DELETE', `/transactions/${objects[1][1]}`)).status, 200)
  assert.deepEqual(await listLeft(), [0, 2, 3])
  await change('PUT', `/channels/${lab}`, { maxRecordAgeDays: 5 })
  await retention.run()
  assert.deepEqual(await listLeft(), [2, 3])
  await table.deleteFrom('refusals').execute()
  await change('DELETE', `/clients/${client}`)
  await retention.run()
  assert.deepEqual(await listLeft(), [3], 'the removal of the client could still be undone')
  await retention.run({ now: Date.now() + 4000 * day })
  await retention.run({ now: Date.now() + 4000 * day })
  assert.deepEqual(await listLeft(), [])
})
