// Two people press at the same moment. One of them succeeds, and the other gets the same answer or 409: never is a change
// of one lost, and never does a secret stay valid that nobody knows of.
import assert from 'node:assert/strict'
import type { Credential } from '@mediary/contract/clients/credentials'
import type { HistoryEntry } from '@mediary/contract/operations/history'
import type { Database } from '../../platform/database/database.ts'
import { makeObjects } from '../../testing/endpoints/objects.ts'
import { onBothEngines } from '../../testing/stores.ts'

type Objects = Awaited<ReturnType<typeof makeObjects>>
type Call = Parameters<Objects['admin']>
type Answer = Awaited<ReturnType<Objects['admin']>>

/** Each pair of calls is tried so often: who comes first is left to chance. */
const rounds = 5

const setUp = async (database: Database) => {
  const objects = await makeObjects(database)
  /** Makes all calls at once. Returns their answers, the successful ones first. */
  const atOnce = async (...calls: Call[]): Promise<Answer[]> => {
    const answers = await Promise.all(calls.map((call) => objects.admin(...call)))
    return answers.toSorted((a, b) => a.status - b.status)
  }
  const findCredentials = async (client: string): Promise<Credential[]> =>
    (await objects.admin('GET', `${client}/credentials`)).body
  const listEntries = async (): Promise<HistoryEntry[]> => objects.history('?limit=100')
  /** Returns the function that lists the entries that have been added since. */
  const watchEntries = async () => {
    const [newest] = await listEntries()
    return async () => (await listEntries()).filter(({ _id }) => !newest || _id > newest._id)
  }
  return { ...objects, atOnce, findCredentials, listEntries, watchEntries }
}

const listOutcomes = (answers: Answer[]) =>
  answers.map(({ status, body }) => (status < 300 ? `${status}` : `${status} ${body.reason}`))

for (const overlapSeconds of [0, 60])
  onBothEngines(
    `two rotations of one credential at once, with an overlap of ${overlapSeconds} s: one makes the successor, the other gets 409`,
    async (database) => {
      const { atOnce, addCredential, findCredentials } = await setUp(database)
      for (let round = 0; round < rounds; round++) {
        const { client, url } = await addCredential()
        const rotate: Call = ['POST', `${url}/rotate`, { overlapSeconds }]
        const [first, second] = await atOnce(rotate, rotate)
        assert.equal(first?.status, 201, first?.text)
        const reason = overlapSeconds ? 'credential-has-successor' : 'credential-not-active'
        assert.deepEqual([second?.status, second?.body.reason], [409, reason])
        const tokens = (await findCredentials(client.url)).filter(({ kind }) => kind === 'token')
        assert.equal(tokens.length, 2, 'no credential is left that nobody was told of')
        assert.equal(tokens[0]?.successor, first.body._id)
      }
    },
  )

onBothEngines('a credential is rotated again once its successor is revoked, or its successor is', async (database) => {
  const { admin, addCredential } = await setUp(database)
  const { client, url } = await addCredential()
  const rotate = (of: string) => admin('POST', `${of}/rotate`, { overlapSeconds: 600 })
  const made = await rotate(url)
  assert.equal((await rotate(url)).body.reason, 'credential-has-successor')
  const successor = `${client.url}/credentials/${made.body._id}`
  assert.equal((await rotate(successor)).status, 201)
  assert.equal((await rotate(url)).body.reason, 'credential-has-successor')
  assert.equal((await admin('DELETE', successor)).status, 200)
  assert.equal((await rotate(url)).status, 201)
})

onBothEngines(
  'a rotation while the credential is revoked: the first is revoked, whoever comes first',
  async (database) => {
    const { atOnce, addCredential, findCredentials } = await setUp(database)
    for (let round = 0; round < rounds; round++) {
      const { client, url } = await addCredential()
      const calls: Call[] = [
        ['POST', `${url}/rotate`, { overlapSeconds: 60 }],
        ['DELETE', url],
      ]
      const answers = await atOnce(...(round % 2 ? calls : calls.toReversed()))
      assert.equal(answers[0]?.status, 200)
      const isRotated = answers[1]?.status === 201
      assert.ok(isRotated || answers[1]?.body.reason === 'credential-not-active', answers[1]?.text)
      const tokens = (await findCredentials(client.url)).filter(({ kind }) => kind === 'token')
      assert.deepEqual(
        tokens.map(({ state }) => state),
        isRotated ? ['revoked', 'active'] : ['revoked'],
      )
    }
  },
)

onBothEngines('a credential that is revoked twice is revoked once, and both callers read it', async (database) => {
  const { atOnce, admin, addCredential, watchEntries } = await setUp(database)
  for (const kind of ['token', 'basic', 'jwt']) {
    const { client, url } = await addCredential(kind)
    const listAdded = await watchEntries()
    const [first, second] = await atOnce(['DELETE', url], ['DELETE', url])
    assert.deepEqual([first?.status, second?.status], [200, 200])
    assert.deepEqual(first?.body, second?.body)
    assert.deepEqual((await admin('DELETE', url)).body, first?.body, 'and again later')
    assert.equal((await listAdded()).length, 1)
    assert.equal((await admin('DELETE', `${client.url}/credentials/${'0'.repeat(24)}`)).status, 404)
  }
})

onBothEngines(
  'a client that is enabled and disabled at once has both changes, and the later one holds',
  async (database) => {
    const { atOnce, admin, addClient } = await setUp(database)
    for (let round = 0; round < rounds; round++) {
      const { url } = await addClient()
      const calls: Call[] = ['disable', 'enable', 'disable'].map((act) => ['POST', `${url}/${act}`, { reason: act }])
      const answers = await atOnce(...calls)
      assert.deepEqual(
        answers.map(({ status }) => status),
        [200, 200, 200],
      )
      const { body } = await admin('GET', url)
      const reasons: string[] = body.statusChanges.map(({ reason }: { reason: string }) => reason)
      assert.deepEqual(reasons.toSorted(), ['disable', 'disable', 'enable'])
      assert.equal(body.status, `${reasons[0]}d`)
    }
  },
)

onBothEngines('one file that two people import at once is imported once', async (database) => {
  const { sendCsv, admin, watchEntries, newName } = await setUp(database)
  for (let round = 0; round < 3; round++) {
    const [a, b] = [newName('clinic'), newName('clinic')]
    const file = `clientID,name,roles,password,token\n${a},A,${newName('role')},made here,\n${b},B,nurse,,made here\n`
    const listAdded = await watchEntries()
    const answers = await Promise.all([sendCsv('/clients/import', file), sendCsv('/clients/import', file)])
    for (const { status, text } of answers) assert.equal(status, 200, text)
    const results: { new: number; same: number; made: unknown[] }[] = answers.map(({ text }) => JSON.parse(text))
    const [first, second] = results.toSorted((one, other) => other.new - one.new)
    assert.deepEqual([first?.new, first?.made.length, second?.same, second?.made.length], [2, 2, 2, 0])
    const clients: { clientID: string }[] = (await admin('GET', '/clients')).body
    assert.equal(clients.filter(({ clientID }) => clientID === a || clientID === b).length, 2)
    const ofClients = (await listAdded()).filter(({ object }) => object === 'client')
    assert.equal(ofClients.length, 2, 'the second left no entry')
  }
})

onBothEngines('two files that name the same new role are both imported', async (database) => {
  const { sendCsv, newName, admin } = await setUp(database)
  const role = newName('role')
  const files = ['x', 'y', 'z'].map((id) => `clientID,name,roles,clientDomain\n${id},${id},${role},${id}.example\n`)
  for (const { status, text } of await Promise.all(files.map((file) => sendCsv('/clients/import', file))))
    assert.equal(status, 200, text)
  assert.equal((await admin('GET', `/roles/${role}`)).body.clients.length, 3)
})

onBothEngines('a change that is undone twice at once is undone once', async (database) => {
  const { atOnce, admin, addClient, listEntries } = await setUp(database)
  for (let round = 0; round < rounds; round++) {
    const { url } = await addClient()
    await admin('PUT', url, { name: 'Renamed' })
    const [entry] = await listEntries()
    const undo: Call = ['POST', `/history/${entry?._id}/undo`, {}]
    assert.deepEqual(listOutcomes(await atOnce(undo, undo)), ['200', '409 undo-changed-since'])
    assert.equal((await admin('GET', url)).body.name, 'Clinic')
    assert.equal((await listEntries())[0]?.undoOf, entry?._id)
  }
})

onBothEngines('an undo beside a later change: the later change stays, or comes after the undo', async (database) => {
  const { atOnce, admin, addClient, listEntries } = await setUp(database)
  for (let round = 0; round < rounds; round++) {
    const { url } = await addClient()
    await admin('PUT', url, { name: 'Second' })
    const [entry] = await listEntries()
    const calls: Call[] = [
      ['POST', `/history/${entry?._id}/undo`, {}],
      ['PUT', url, { name: 'Third' }],
    ]
    const outcomes = listOutcomes(await atOnce(...(round % 2 ? calls : calls.toReversed())))
    assert.ok(['200,200', '200,409 undo-changed-since'].includes(outcomes.join()), outcomes.join())
    assert.equal((await admin('GET', url)).body.name, 'Third')
  }
})

onBothEngines('a role is not undone while a client takes it at the same moment', async (database) => {
  const { atOnce, admin, addRole, buildClient, listEntries } = await setUp(database)
  for (let round = 0; round < rounds; round++) {
    const role = await addRole()
    const [entry] = await listEntries()
    const client = { ...buildClient(), roles: [role] }
    const answers = await atOnce(['POST', `/history/${entry?._id}/undo`, {}], ['POST', '/clients', client])
    const roles: { name: string }[] = (await admin('GET', '/roles')).body
    assert.ok(
      roles.some(({ name }) => name === role),
      `the client has a role that exists: ${listOutcomes(answers).join()}`,
    )
  }
})

onBothEngines('changes of different fields at once are all kept', async (database) => {
  const { atOnce, admin, addClient } = await setUp(database)
  const { url } = await addClient()
  const changes = [{ name: 'New' }, { organization: 'Ministry' }, { location: 'North' }, { roles: ['nurse', 'lab'] }]
  for (const { status } of await atOnce(...changes.map((body): Call => ['PUT', url, body]))) assert.equal(status, 200)
  const { name, organization, location, roles } = (await admin('GET', url)).body
  assert.deepEqual([name, organization, location, roles], ['New', 'Ministry', 'North', ['nurse', 'lab']])
})
