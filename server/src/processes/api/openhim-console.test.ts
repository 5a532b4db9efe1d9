// What OpenHIM's console sends beside the documents: recorded from its pages.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wholeApi } from '../../testing/whole-api.ts'

const { app } = await wholeApi()
const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`

async function call(method: 'GET' | 'POST' | 'PUT', url: string, payload?: object) {
  const answer = await app.inject({ method, url, headers: { authorization }, ...(payload && { payload }) })
  return { status: answer.statusCode, text: answer.body, json: () => answer.json() }
}
const succeeds = async (...given: Parameters<typeof call>) => {
  const { status, text } = await call(...given)
  assert.ok(status < 300, `${given[0]} ${given[1]}: ${status} ${text}`)
}

test('console §1.3: a new role comes with the handles of its line, a changed one with its name and whole clients', async () => {
  await succeeds('POST', '/roles', { idName: 'Role0', index: 0, name: 'nurse', channels: [] })
  await succeeds('POST', '/clients', {
    clientID: 'clinic',
    name: 'Clinic',
    roles: ['nurse'],
    password: 'a long password',
  })
  const [client] = (await call('GET', '/clients')).json()
  await succeeds('POST', '/roles', {
    idName: 'Role1',
    index: 1,
    name: 'doctor',
    clients: [{ _id: client._id, name: 'clinic' }],
  })
  const clients = [{ _id: client._id, name: 'clinic' }]
  await succeeds('PUT', '/roles/doctor', { _id: client._id, channels: [], clients, displayName: 'doctor' })
  const [doctor] = (await call('GET', '/roles')).json()
  assert.deepEqual(doctor.clients, [{ _id: client._id, clientID: 'clinic' }])
})

test('console §2.14: a changed user comes with its id', async () => {
  await succeeds('POST', '/users', { email: 'grace@example.org', firstname: 'Grace', surname: 'Hopper', groups: [] })
  const user = (await call('GET', '/users/grace@example.org')).json()
  await succeeds('PUT', '/users/grace@example.org', { ...user, id: user._id, surname: 'Murray' })
  assert.equal((await call('GET', '/users/grace@example.org')).json().surname, 'Murray')
})

test('management-api §10.7: a bulk rerun comes with the page of the list, and takes all that matches', async () => {
  const filters = JSON.stringify({ status: 'Failed' })
  await succeeds('POST', '/bulkrerun', { filterPage: 0, filterLimit: 20, filters, batchSize: 1, pauseQueue: true })
})
