import assert from 'node:assert/strict'
import { issue } from '../testing/certificates.ts'
import { management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'

onBothEngines('certificates are trusted, listed, shown and removed', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const [one, two] = [await issue({ subject: 'CN=one' }), await issue({ subject: 'CN=two, C=MW' })]
  assert.equal((await api.admin('POST', '/keystore/ca/cert', { cert: one.cert + two.cert + one.cert })).status, 201)
  assert.equal((await api.admin('POST', '/keystore/ca/cert', { cert: two.cert })).status, 201)
  const list = (await api.admin('GET', '/keystore/ca')).body
  assert.deepEqual(
    list.map(({ commonName }: { commonName: string }) => commonName),
    ['one', 'two'],
  )
  assert.deepEqual((await api.admin('GET', `/keystore/ca/${list[1]._id}`)).body, list[1])
  assert.deepEqual(
    (await api.keystore.forGateway()).trusted.map(({ id }) => id),
    list.map(({ _id }: { _id: string }) => _id),
  )
  assert.equal((await api.admin('DELETE', `/keystore/ca/${list[0]._id}`)).status, 200)
  assert.equal((await api.admin('DELETE', `/keystore/ca/${list[0]._id}`)).status, 404)
  assert.equal((await api.admin('GET', `/keystore/ca/${list[0]._id}`)).status, 404)
  assert.equal((await api.admin('GET', '/keystore/ca')).body.length, 1)
})

onBothEngines('of a chain with a bad block nothing is trusted, and the block is named', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const { cert, key } = await issue({ subject: 'CN=one' })
  const bad = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'
  for (const [chain, reason] of [
    [cert + bad, /^cert: block 2 is not a readable certificate$/],
    [cert + key, /^cert: block 2 is a private key/],
    ['', /^cert: must not be empty$/],
    [bad.repeat(101), /^cert: has more than 100 certificates$/],
  ] as const) {
    const answer = await api.admin('POST', '/keystore/ca/cert', { cert: chain })
    assert.equal(answer.status, 400)
    assert.match(answer.text, reason)
  }
  assert.deepEqual((await api.admin('GET', '/keystore/ca')).body, [])
})

onBothEngines('a change of trust, also a removal, requires a restart until it is undone or made', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const required = async () => (await api.admin('GET', '/keystore/cert')).body.restartRequired
  await api.admin('POST', '/keystore/ca/cert', { cert: (await issue({ subject: 'CN=one' })).cert })
  assert.equal(await required(), true)
  await api.admin('POST', '/restart')
  assert.equal(await required(), false)
  const [{ _id, data }] = (await api.admin('GET', '/keystore/ca')).body
  await api.admin('DELETE', `/keystore/ca/${_id}`)
  assert.equal(await required(), true)
  await api.admin('POST', '/keystore/ca/cert', { cert: data })
  assert.equal(await required(), false)
})

onBothEngines('who may view certificates may not manage them', async (database) => {
  const api = await management(database)
  await api.ensureAdmin()
  const viewer = await api.addUser('grace@example.org', { 'certificates-view': true })
  assert.equal((await viewer('GET', '/keystore/cert')).status, 200)
  // Permission comes before the document: a forbidden call learns nothing.
  for (const url of ['/keystore/cert', '/keystore/key', '/keystore/ca/cert', '/restart'])
    assert.equal((await viewer('POST', url, {})).status, 403, url)
  assert.equal((await viewer('GET', '/keystore/validity')).status, 403)
})
