import assert from 'node:assert/strict'
import { configurationApi } from '../testing/configuration.ts'
import { countRows } from '../testing/count-rows.ts'
import { onBothEngines } from '../testing/stores.ts'
import { clientQueries } from './queries.ts'

const clinic = { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: 'token-of-the-clinic' }
const fingerprint = Array(32).fill('AB').join(':')
const lab = { clientID: 'lab', name: 'Lab', roles: ['clerk'], clientDomain: 'lab.example.org' }

type Api = ReturnType<typeof configurationApi>
const findId = async (api: Api, clientID: string): Promise<string> =>
  (await api.get(`/clients/${clientID}?byNamedClientID=true`)).body._id
const roleNames = async (api: Api): Promise<string[]> =>
  (await api.get('/roles')).body.map(({ name }: { name: string }) => name)

onBothEngines('a client is added, shown, changed and removed', async (database) => {
  const api = configurationApi(database)
  assert.deepEqual(await api.post('/clients', { ...clinic, customTokenSet: true }), {
    status: 201,
    body: 'Client successfully created',
  })
  const id = await findId(api, 'clinic')
  assert.deepEqual((await api.get(`/clients/${id}`)).body, {
    _id: id,
    clientID: 'clinic',
    name: 'Clinic',
    roles: ['nurse'],
    customTokenSet: true,
    passwordSet: false,
    status: 'enabled',
  })
  assert.deepEqual((await api.get(`/clients/${id}/clientName`)).body, { name: 'Clinic' })
  await api.put(`/clients/${id}`, { clientDomain: 'clinic.example.org', organization: 'Ministry' })
  const found = await api.get('/clients/domain/clinic.example.org')
  assert.deepEqual([found.body.name, found.body.organization], ['Clinic', 'Ministry'])
  assert.equal((await api.put(`/clients/${id}`, { organization: null })).status, 200)
  assert.equal((await api.get(`/clients/${id}`)).body.organization, undefined)
  assert.deepEqual(await api.delete(`/clients/${id}`), { status: 200, body: 'Successfully removed client.' })
  assert.deepEqual((await api.get('/clients')).body, [])
})

onBothEngines(
  'a new token is another one each time, and is kept nowhere until a client is saved with it',
  async (database) => {
    const api = configurationApi(database)
    const drawn = [await api.post('/clients/new-token', undefined), await api.post('/clients/new-token', undefined)]
    const [first, second] = drawn.map(({ body }) => body.customTokenID)
    assert.match(first, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    assert.notEqual(first, second)
    assert.deepEqual((await api.get('/clients')).body, [])
    assert.equal((await api.post('/clients', { ...clinic, customTokenID: first })).status, 201)
    assert.ok(!JSON.stringify((await api.get('/clients')).body).includes(first))
  },
)

onBothEngines('a client that does not exist is 404, whatever is asked of it', async (database) => {
  const api = configurationApi(database)
  const id = '0'.repeat(24)
  const answers = await Promise.all([
    api.get(`/clients/${id}`),
    api.get('/clients/nobody?byNamedClientID=true'),
    api.get('/clients/domain/nobody.example.org'),
    api.get(`/clients/${id}/clientName`),
    api.get(`/clients/${id}/leaving-roles`),
    api.put(`/clients/${id}`, { name: 'Nobody' }),
    api.delete(`/clients/${id}`),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    answers.map(() => 404),
  )
})

onBothEngines('a faulty client is refused with the path of each fault', async (database) => {
  const api = configurationApi(database)
  const findFaultyFields = async (body: object) => {
    const answer = await api.post('/clients', body)
    assert.equal(answer.status, 400)
    return answer.body.issues.map(({ path }: { path: string }) => path)
  }
  assert.deepEqual(await findFaultyFields({}), ['clientID', 'name', 'roles'])
  assert.deepEqual(await findFaultyFields({ ...clinic, roles: [] }), ['roles'])
  assert.deepEqual(await findFaultyFields({ ...clinic, roles: ['clinic'] }), ['roles'])
  assert.deepEqual(await findFaultyFields({ ...clinic, certFingerprint: 'AB:CD' }), ['certFingerprint'])
  assert.deepEqual(await findFaultyFields({ ...clinic, passwordAlgorithm: 'sha512', passwordHash: 'abc' }), [
    'passwordHash',
  ])
  assert.deepEqual(await findFaultyFields({ ...clinic, customTokenID: 'has space' }), ['customTokenID'])
  assert.deepEqual((await api.get('/clients')).body, [])
})

onBothEngines('a Client ID and a custom token belong to one client', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', clinic)
  const sameId = await api.post('/clients', { ...lab, clientID: 'clinic' })
  assert.deepEqual([sameId.status, sameId.body.code], [409, 'conflict'])
  const sameToken = await api.post('/clients', { ...lab, customTokenID: clinic.customTokenID })
  assert.deepEqual([sameToken.status, /must be unique/.test(sameToken.body.detail)], [409, true])
  await api.post('/clients', lab)
  const id = await findId(api, 'lab')
  assert.equal((await api.put(`/clients/${id}`, { clientID: 'clinic' })).status, 409)
  assert.equal((await api.put(`/clients/${id}`, { customTokenID: clinic.customTokenID })).status, 409)
})

onBothEngines('a Client ID and a role cannot have the same name', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', clinic)
  await api.post('/roles', { name: 'empty' })
  for (const taken of ['nurse', 'empty']) {
    assert.equal((await api.post('/clients', { ...lab, clientID: taken })).status, 409)
  }
  assert.equal((await api.post('/clients', { ...lab, roles: ['clinic'] })).status, 409)
  await api.post('/clients', lab)
  const id = await findId(api, 'lab')
  assert.equal((await api.put(`/clients/${id}`, { clientID: 'nurse' })).status, 409)
  assert.equal((await api.put(`/clients/${id}`, { clientID: 'clerk' })).status, 400)
  assert.equal((await api.put(`/clients/${id}`, { roles: ['clinic'] })).status, 409)
  assert.equal((await api.put(`/clients/${id}`, { roles: ['lab'] })).status, 400)
})

onBothEngines('the gateway learns of all clients or of some', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', clinic)
  await api.post('/clients', lab)
  const id = await findId(api, 'lab')
  assert.deepEqual(await api.clients.identities([id]), [
    {
      id,
      clientID: 'lab',
      roles: ['clerk'],
      domain: 'lab.example.org',
      credentials: [],
      passwords: [],
      hasCertificate: false,
      hasSubject: false,
    },
  ])
  assert.deepEqual(await api.clients.identities([]), [])
  assert.equal((await api.clients.identities()).length, 2)
  const held = (await api.clients.identities()).map(({ credentials }) => credentials.length)
  assert.ok(held.some((count) => count > 0))
  const without = await api.clients.identitiesWithoutCredentials()
  assert.deepEqual(
    without.map(({ credentials }) => credentials.length),
    [0, 0],
  )
  assert.deepEqual(
    await api.clients.identitiesWithoutCredentials([id]),
    without.filter((one) => one.id === id),
  )
})

onBothEngines(
  'what is looked up now and then about clients reads none of their passwords and tokens',
  async (database) => {
    const api = configurationApi(database)
    await api.post('/clients', clinic)
    await api.post('/clients', { ...lab, certFingerprint: fingerprint, customTokenID: 'token-of-the-lab' })
    const [clinicId, labId] = [await findId(api, 'clinic'), await findId(api, 'lab')]
    await api.post(`/clients/${clinicId}/disable`, { reason: 'holidays' })

    const { counted, read } = countRows(database)
    const queries = clientQueries(counted)
    assert.deepEqual(await queries.summaries(), [
      { _id: clinicId, clientID: 'clinic', name: 'Clinic', status: 'disabled' },
      { _id: labId, clientID: 'lab', name: 'Lab', status: 'enabled' },
    ])
    assert.deepEqual(
      (await queries.summaries(['lab', 'nobody'])).map(({ _id }) => _id),
      [labId],
    )
    assert.deepEqual(await queries.summaries([]), [])
    assert.equal(read(), 3)

    assert.deepEqual(await queries.certificates(), [{ _id: labId, clientID: 'lab', certFingerprint: fingerprint }])
    assert.deepEqual(await queries.clientIDs([clinicId]), new Map([[clinicId, 'clinic']]))
    // One certificate and its client, and one client.
    assert.equal(read(), 6)
  },
)

onBothEngines('a role goes with the client it was made for, unless another holds it', async (database) => {
  const api = configurationApi(database)
  await api.post('/roles', { name: 'standing' })
  await api.post('/clients', { ...clinic, roles: ['nurse', 'shared', 'standing'] })
  await api.post('/clients', { ...lab, roles: ['clerk', 'shared'] })
  await api.post('/channels', {
    name: 'results',
    urlPattern: '^/results',
    methods: ['GET'],
    allow: ['nurse', 'shared', 'clinic'],
    routes: [{ name: 'lab', host: 'lab', port: 80, primary: true }],
  })
  const id = await findId(api, 'clinic')
  assert.deepEqual((await api.get(`/clients/${id}/leaving-roles`)).body, ['nurse'])
  const before = await api.changes.last()
  await api.delete(`/clients/${id}`)
  assert.deepEqual(await roleNames(api), ['clerk', 'shared', 'standing'])
  const [channel] = (await api.get('/channels')).body
  assert.deepEqual(channel.allow, ['shared'])
  const touched = (await api.changes.since(before)).map(({ kind }) => kind)
  assert.deepEqual(touched.sort(), ['channel', 'client', 'role'])
  // The role now belongs to who still holds it.
  await api.delete(`/clients/${await findId(api, 'lab')}`)
  assert.deepEqual(await roleNames(api), ['shared', 'standing'])
})

onBothEngines('changes of different fields at the same time are all kept', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', clinic)
  const id = await findId(api, 'clinic')
  const changes = [{ organization: 'Ministry' }, { location: 'Hill' }, { password: 'correct horse' }, { name: 'New' }]
  await Promise.all(changes.map((change) => api.put(`/clients/${id}`, change)))
  const { body } = await api.get(`/clients/${id}`)
  assert.deepEqual([body.organization, body.location, body.passwordSet, body.name], ['Ministry', 'Hill', true, 'New'])
})

onBothEngines('a renamed client keeps what channels allow it', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', clinic)
  await api.post('/channels', {
    name: 'results',
    urlPattern: '^/results',
    methods: ['GET'],
    allow: ['clinic'],
    routes: [{ name: 'lab', host: 'lab', port: 80, primary: true }],
  })
  const id = await findId(api, 'clinic')
  assert.equal((await api.put(`/clients/${id}`, { clientID: 'clinic-2' })).status, 200)
  assert.deepEqual((await api.get('/channels')).body[0].allow, ['clinic-2'])
  assert.deepEqual(await roleNames(api), ['nurse'])
})

onBothEngines('a caller sees the clients that are specified for it, and no others', async (database) => {
  const api = configurationApi(database)
  await api.post('/clients', clinic)
  await api.post('/clients', lab)
  const [mine, other] = [await findId(api, 'clinic'), await findId(api, 'lab')]
  api.grant({ 'client-view-specified': [mine] })
  const listed = await api.get('/clients')
  assert.deepEqual(
    listed.body.map(({ clientID }: { clientID: string }) => clientID),
    ['clinic'],
  )
  assert.equal((await api.get(`/clients/${mine}`)).status, 200)
  for (const url of [`/clients/${other}`, '/clients/lab?byNamedClientID=true', `/clients/${other}/leaving-roles`]) {
    const refused = await api.get(url)
    assert.deepEqual([refused.status, refused.body.name], [403, undefined])
  }
  assert.equal((await api.get('/clients/domain/lab.example.org')).status, 404)
  assert.equal((await api.put(`/clients/${mine}`, { name: 'x' })).status, 403)
  assert.equal((await api.post('/clients', { ...lab, clientID: 'third' })).status, 403)
  api.grant({})
  const { status, body } = await api.get('/clients')
  assert.deepEqual([status, body], [200, []])
  assert.equal((await api.get(`/clients/${mine}`)).status, 403)
})

onBothEngines('a Client ID with a colon has no password, since Basic Auth could not carry both', async (database) => {
  const api = configurationApi(database)
  const oid = { ...clinic, clientID: 'urn:oid:2.16.7' }
  const { status, body } = await api.post('/clients', { ...oid, password: 'a-password-1' })
  assert.deepEqual([status, body.issues[0].path, body.issues[0].reason], [400, 'clientID', 'colon-with-password'])
  assert.equal((await api.post('/clients', oid)).status, 201)
  const id = await findId(api, encodeURIComponent(oid.clientID))
  assert.equal((await api.put(`/clients/${id}`, { password: 'a-password-1' })).status, 400)
  assert.equal((await api.put(`/clients/${id}`, { clientID: 'plain', password: 'a-password-1' })).status, 200)
  assert.equal((await api.put(`/clients/${id}`, { clientID: 'a:b' })).status, 400)
  assert.equal((await api.put(`/clients/${id}`, { name: 'Other' })).status, 200)
})

onBothEngines('two ways to compose a letter make one Client ID and one role', async (database) => {
  const api = configurationApi(database)
  const [composed, decomposed] = ['hôpital'.normalize('NFC'), 'hôpital'.normalize('NFD')]
  assert.equal(
    (await api.post('/clients', { ...clinic, clientID: decomposed, roles: [`r-${decomposed}`] })).status,
    201,
  )
  assert.equal((await api.post('/clients', { ...lab, clientID: composed, roles: [`r-${composed}`] })).status, 409)
  assert.deepEqual(await roleNames(api), [`r-${composed}`])
})
