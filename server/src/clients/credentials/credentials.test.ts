import assert from 'node:assert/strict'
import { test } from 'node:test'
import { madeSecretPattern } from '@mediary/contract/clients/credentials'
import { verifyPassword } from '../../platform/passwords.ts'
import { issue } from '../../testing/certificates.ts'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'
import { hasWrongChecksum, makeSecret } from './made-secret.ts'

const clinic = { clientID: 'clinic', name: 'Clinic', roles: ['nurse'], customTokenID: 'token-of-the-clinic' }
const lab = { clientID: 'lab', name: 'Lab', roles: ['clerk'], password: 'a password of the lab' }
const day = 86_400_000
const toText = (time: number) => new Date(time).toISOString()

async function withClients(database: Parameters<typeof configurationApi>[0]) {
  const api = configurationApi(database)
  await api.post('/clients', clinic)
  await api.post('/clients', lab)
  const ids = (await api.get('/clients')).body.map(({ _id }: { _id: string }) => _id)
  const url = `/clients/${ids[0]}/credentials`
  const findHeld = async () => (await api.clients.identities([ids[0]]))[0]?.credentials ?? []
  return { ...api, url, client: `/clients/${ids[0]}`, lab: ids[1], findHeld }
}

onBothEngines(
  'a client has several credentials of a kind, each with its name, its author and its period',
  async (db) => {
    const { get, post, url, findHeld, secrets } = await withClients(db)
    const [from, until] = [Date.now() - day, Date.now() + day]
    const added = await post(url, {
      kind: 'token',
      name: 'for the new system',
      validFrom: toText(from),
      validUntil: toText(until),
    })
    const { secret, madeAt, ...shown } = added.body
    assert.equal(added.status, 201)
    assert.match(secret, madeSecretPattern)
    assert.deepEqual(shown, {
      _id: shown._id,
      kind: 'token',
      name: 'for the new system',
      madeBy: { id: 'f'.repeat(24), name: 'Ada Lovelace' },
      validFrom: toText(from),
      validUntil: toText(until),
      lastUsed: null,
      state: 'active',
    })
    const { body: listed } = await get(url)
    assert.deepEqual(
      listed.map(({ kind, madeBy, state }: { kind: string; madeBy: unknown; state: string }) => [kind, madeBy, state]),
      [
        ['token', null, 'active'],
        ['token', shown.madeBy, 'active'],
      ],
    )
    assert.ok(!JSON.stringify(listed).includes(secret))
    assert.deepEqual(await findHeld(), [
      {
        id: listed[0]._id,
        kind: 'token',
        secret: secrets.digest(clinic.customTokenID),
        from: Number.NEGATIVE_INFINITY,
        until: Number.POSITIVE_INFINITY,
        revoked: false,
      },
      { id: shown._id, kind: 'token', secret: secrets.digest(secret), from, until, revoked: false },
    ])
  },
)

onBothEngines('a rotation makes a successor, and the first ends after the overlap', async (db) => {
  const { get, post, url, findHeld } = await withClients(db)
  const first = (await post(url, { kind: 'basic', name: 'ward 3', password: 'correct horse' })).body
  assert.equal(first.secret, undefined)
  const before = Date.now()
  const { status, body: successor } = await post(`${url}/${first._id}/rotate`, { overlapSeconds: 60 })
  assert.deepEqual([status, successor.kind, successor.name, successor.state], [201, 'basic', 'ward 3', 'active'])
  const ended = (await get(url)).body.find(({ _id }: { _id: string }) => _id === first._id)
  assert.equal(ended.successor, successor._id)
  const end = Date.parse(ended.validUntil)
  assert.ok(end >= before + 60_000 && end <= Date.now() + 60_000)
  const held = (await findHeld()).find(({ id }) => id === successor._id)
  assert.ok(await verifyPassword(held?.secret ?? '', successor.secret))

  const again = await post(`${url}/${successor._id}/rotate`, { overlapSeconds: 0, password: 'another horse' })
  assert.equal(again.body.secret, undefined)
  const states = (await get(url)).body.map(({ _id, state }: { _id: string; state: string }) => [_id, state])
  assert.deepEqual(new Map(states).get(successor._id), 'revoked', 'without an overlap it is revoked, not expired')
  assert.equal((await post(`${url}/${successor._id}/rotate`, { overlapSeconds: 0 })).status, 409)
})

onBothEngines(
  'a revoked credential is told to the gateway at once, which keeps of a token whose it was',
  async (db) => {
    const { get, post, delete: remove, url, findHeld, changes, secrets } = await withClients(db)
    const { _id, secret } = (await post(url, { kind: 'token' })).body
    const before = await changes.last()
    const revoked = await remove(`${url}/${_id}`)
    assert.deepEqual([revoked.status, revoked.body.state], [200, 'revoked'])
    assert.deepEqual(
      (await changes.since(before)).map(({ kind }) => kind),
      ['client'],
    )
    const held = (await findHeld()).find(({ id }) => id === _id)
    assert.deepEqual([held?.revoked, held?.secret], [true, secrets.digest(secret)])
    const password = (await post(url, { kind: 'basic' })).body
    await remove(`${url}/${password._id}`)
    assert.ok(!(await findHeld()).some(({ id }) => id === password._id))
    assert.equal((await get(url)).body.length, 3)
    assert.equal((await remove(`${url}/${'0'.repeat(24)}`)).status, 404)
  },
)

onBothEngines(
  'a token that was revoked can be given to a client again, and then belongs to that client alone',
  async (db) => {
    const { get, put, client, lab: other, clients, secrets } = await withClients(db)
    const [digest, token] = [secrets.digest(clinic.customTokenID), { customTokenID: clinic.customTokenID }]
    assert.equal((await put(`/clients/${other}`, token)).status, 409)
    await put(client, { customTokenID: 'another-token' })
    assert.equal((await put(`/clients/${other}`, token)).status, 200)
    const held = (await clients.identities()).flatMap(({ clientID, credentials }) =>
      credentials.filter(({ secret }) => secret === digest).map(({ revoked }) => [clientID, revoked]),
    )
    assert.deepEqual(held, [['lab', false]])
    assert.equal((await get(client)).body.customTokenSet, true)
  },
)

onBothEngines('a certificate is known by its fingerprint, also when it is revoked', async (db) => {
  const { get, post, delete: remove, url, client, findHeld } = await withClients(db)
  const { cert } = await issue({ subject: 'CN=clinic' })
  const added = await post(url, { kind: 'certificate', certificate: cert })
  assert.match(added.body.fingerprint, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  assert.equal((await get(client)).body.certFingerprint, added.body.fingerprint)
  await remove(`${url}/${added.body._id}`)
  assert.equal((await get(client)).body.certFingerprint, undefined)
  const held = (await findHeld()).find(({ kind }) => kind === 'certificate')
  assert.deepEqual([held?.secret, held?.revoked], [added.body.fingerprint, true])
  assert.equal((await post(url, { kind: 'certificate', certificate: cert })).body.state, 'active')
  assert.deepEqual(
    (await findHeld()).filter(({ kind }) => kind === 'certificate').map(({ revoked }) => revoked),
    [false],
  )
})

onBothEngines('what does not fit is refused with its field, and nothing is stored', async (db) => {
  const { get, post, url, lab: other } = await withClients(db)
  const fault = async (body: object) => {
    const { status, body: problem } = await post(url, body)
    return [status, problem.issues?.[0].path]
  }
  assert.deepEqual(await fault({ kind: 'secret' }), [400, 'kind'])
  assert.deepEqual(await fault({ kind: 'token', password: 'x' }), [400, 'password'])
  assert.deepEqual(await fault({ kind: 'basic', subject: 'x' }), [400, 'subject'])
  assert.deepEqual(await fault({ kind: 'certificate' }), [400, 'certificate'])
  assert.deepEqual(await fault({ kind: 'certificate', certificate: 'PEM' }), [400, 'certificate'])
  assert.deepEqual(await fault({ kind: 'token', validUntil: toText(Date.now() - day) }), [400, 'validUntil'])
  assert.deepEqual(await fault({ kind: 'token', forever: true }), [400, 'forever'])
  assert.deepEqual(await fault({ kind: 'jwt', subject: 'lab' }), [409, undefined])
  await post(`/clients/${other}/credentials`, { kind: 'jwt', subject: 'lab@issuer' })
  assert.deepEqual(await fault({ kind: 'jwt', subject: 'lab@issuer' }), [409, undefined])
  assert.equal((await post('/clients', { ...lab, clientID: 'lab@issuer' })).status, 409)
  assert.equal((await post(`/clients/${'0'.repeat(24)}/credentials`, { kind: 'token' })).status, 404)
  assert.equal((await get(url)).body.length, 1)
})

onBothEngines('a client has few passwords, and an expired one makes room', async (db) => {
  const { get, post, url } = await withClients(db)
  const add = () => post(url, { kind: 'basic', password: 'correct horse' })
  const first = (await add()).body
  await add()
  await add()
  assert.equal((await add()).status, 409)
  assert.equal((await post(`${url}/${first._id}/rotate`, { overlapSeconds: 0 })).status, 201)
  const states = (await get(url)).body.filter(({ kind }: { kind: string }) => kind === 'basic')
  assert.deepEqual(
    states.map(({ state }: { state: string }) => state),
    ['revoked', 'active', 'active', 'active'],
  )
})

onBothEngines('a document replaces the credential that it shows, and leaves the others', async (db) => {
  const { get, put, post, url, client, findHeld, secrets } = await withClients(db)
  const { _id, secret } = (await post(url, { kind: 'token' })).body
  assert.equal((await put(client, { customTokenID: 'another token' })).status, 400)
  assert.equal((await put(client, { customTokenID: 'another-token' })).status, 200)
  const digests = async () => (await findHeld()).filter(({ revoked }) => !revoked).map((held) => held.secret)
  assert.deepEqual(new Set(await digests()), new Set([secrets.digest('another-token'), secrets.digest(secret)]))
  await put(client, { customTokenID: null })
  const shown = (await get(client)).body
  assert.equal(shown.customTokenSet, true)
  await put(client, { customTokenID: null, password: 'correct horse' })
  assert.equal((await get(client)).body.customTokenSet, false)
  assert.equal((await get(url)).body.find((one: { _id: string }) => one._id === _id).state, 'revoked')
  assert.equal((await put(client, { customTokenID: clinic.customTokenID })).status, 200)
  const mistyped = `${secret.slice(0, -1)}${secret.endsWith('a') ? 'b' : 'a'}`
  assert.equal((await put(client, { customTokenID: mistyped })).status, 400)
})

onBothEngines('who manages only one client gives it no certificate of another', async (db) => {
  const { post, grant, url, client, lab: other } = await withClients(db)
  const { cert } = await issue({ subject: 'CN=lab' })
  assert.equal((await post(`/clients/${other}/credentials`, { kind: 'certificate', certificate: cert })).status, 201)
  grant({ 'client-manage-specified': [client.split('/')[2] ?? ''] })
  assert.equal((await post(url, { kind: 'certificate', certificate: cert })).status, 403)
  assert.equal((await post(url, { kind: 'token' })).status, 201)
  assert.equal((await post(`/clients/${other}/credentials`, { kind: 'token' })).status, 403)
})

test('a made secret has 130 random bits and a checksum that a slip does not pass', () => {
  const secrets = new Set<string>()
  for (let i = 0; i < 2_000; i++) {
    const secret = makeSecret(i % 2 ? 'token' : 'basic')
    secrets.add(secret)
    assert.match(secret, madeSecretPattern)
    assert.ok(!hasWrongChecksum(secret))
    const place = 10 + (i % 26)
    const slip = secret.slice(0, place) + (secret[place] === 'a' ? 'b' : 'a') + secret.slice(place + 1)
    if (madeSecretPattern.test(slip)) assert.ok(hasWrongChecksum(slip), slip)
  }
  assert.equal(secrets.size, 2_000)
})

test('what comes from elsewhere has no checksum to be wrong', () => {
  for (const secret of ['tok-12345', 'mdy_token', 'mdy_token_ABC', `mdy_other_${'a'.repeat(26)}_${'a'.repeat(7)}`])
    assert.ok(!hasWrongChecksum(secret))
})
