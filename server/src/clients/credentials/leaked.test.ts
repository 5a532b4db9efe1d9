import assert from 'node:assert/strict'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { makeSecret } from './made-secret.ts'

type Found = { client: { clientID: string }; credential: { kind: string; state: string }; requests: number }

async function withSecrets(database: Parameters<typeof configurationApi>[0]) {
  const api = configurationApi(database)
  await api.post('/clients', {
    clientID: 'clinic',
    name: 'Clinic',
    roles: ['nurse'],
    customTokenID: 'own-token-of-clinic',
  })
  await api.post('/clients', { clientID: 'lab-7', name: 'Lab', roles: ['clerk'], password: 'correct horse' })
  const clients: { _id: string; clientID: string }[] = (await api.get('/clients')).body
  const findId = (clientID: string) => clients.find((one) => one.clientID === clientID)?._id ?? ''
  const add = async (clientID: string, kind: string): Promise<string> =>
    (await api.post(`/clients/${findId(clientID)}/credentials`, { kind })).body.secret
  const search = async (text: string) => {
    const { status, body } = await api.post('/credentials/leaked', { text })
    assert.equal(status, 200)
    const found = body.found.map(
      ({ client, credential }: Found) => `${client.clientID} ${credential.kind} ${credential.state}`,
    )
    return { found: found.sort(), ofNobody: body.ofNobody }
  }
  return { ...api, findId, add, search }
}

onBothEngines(
  'tokens in a text are found, made here or elsewhere, and those of nobody are counted',
  async (database) => {
    const { add, search } = await withSecrets(database)
    const token = await add('clinic', 'token')
    const text = `curl -H "Authorization: Custom ${token}"\n{"old":"own-token-of-clinic"}\n${makeSecret('token')}`
    assert.deepEqual(await search(text), { found: ['clinic token active', 'clinic token active'], ofNobody: 1 })
    assert.deepEqual(await search('nothing of ours'), { found: [], ofNobody: 0 })
  },
)

onBothEngines('passwords are found if the text names their client, also in a Basic header', async (database) => {
  const { add, search } = await withSecrets(database)
  const header = `Authorization: Basic ${Buffer.from('lab-7:correct horse').toString('base64')}`
  assert.deepEqual(await search(header), { found: ['lab-7 basic active'], ofNobody: 0 })
  const made = await add('lab-7', 'basic')
  assert.deepEqual(await search(`user: lab-7\npassword: ${made}`), { found: ['lab-7 basic active'], ofNobody: 0 })
  assert.deepEqual(await search(`password: ${made}`), { found: [], ofNobody: 1 })
})

onBothEngines('a rotation without overlap revokes the leaked credential and makes its successor', async (database) => {
  const { post, get, findId, add, search } = await withSecrets(database)
  const token = await add('clinic', 'token')
  const path = `/clients/${findId('clinic')}/credentials`
  const { body: credentials } = await get(path)
  const leaked = (await post('/credentials/leaked', { text: token })).body.found[0].credential
  assert.ok(credentials.some(({ _id }: { _id: string }) => _id === leaked._id))
  const { status, body } = await post(`${path}/${leaked._id}/rotate`, { overlapSeconds: 0 })
  assert.equal(status, 201)
  const former = (await get(path)).body.find(({ _id }: { _id: string }) => _id === leaked._id)
  assert.deepEqual([former.state, former.successor], ['revoked', body._id])
  assert.deepEqual(await search(token), { found: ['clinic token revoked'], ofNobody: 0 })
  assert.deepEqual((await search(body.secret)).found, ['clinic token active'])
})

onBothEngines('a user finds the secrets of clients that the user may manage', async (database) => {
  const { add, search, grant, findId } = await withSecrets(database)
  const token = await add('clinic', 'token')
  grant({ 'client-manage-specified': [findId('lab-7')] })
  assert.deepEqual(await search(token), { found: [], ofNobody: 1 })
})
