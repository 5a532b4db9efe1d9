// Makes one new object of each kind through the management API, for a test that calls many endpoints.
import type { Database } from '../../platform/database/database.ts'
import { issue } from '../certificates.ts'
import { historyApi, newChannel } from '../history-api.ts'

export type Objects = Awaited<ReturnType<typeof makeObjects>>

/** Returns the whole management API, and functions that add objects with names of their own. */
export async function makeObjects(database: Database) {
  const api = await historyApi(database)
  const { change, admin } = api
  let made = 0
  const newName = (kind: string) => `${kind}-${++made}`
  const findId = async (url: string, field: string, name: string): Promise<string> => {
    const { body } = await admin('GET', url)
    return body.find((one: Record<string, unknown>) => one[field] === name)._id
  }
  const buildClient = () => ({
    clientID: newName('client'),
    name: 'Clinic',
    roles: ['nurse'],
    password: 'secret of it',
  })
  const buildMediator = () => ({
    urn: newName('urn:mediator'),
    version: '1.0.0',
    name: newName('mediator'),
    endpoints: [{ name: 'to', host: 'mediator.example', port: 8080, primary: true, type: 'http' }],
    defaultChannelConfig: [newChannel(newName('offered'), ['nurse'])],
    configDefs: [{ param: 'depth', displayName: 'Depth', type: 'number' }],
  })

  const addClient = async () => {
    const client = buildClient()
    await change('POST', '/clients', client)
    const _id = await api.findClient(client.clientID)
    return { ...client, _id, url: `/clients/${_id}` }
  }
  const addRole = async () => {
    const name = newName('role')
    await change('POST', '/roles', { name })
    return name
  }
  const addChannel = async (allow = ['nurse']) => {
    const name = newName('channel')
    await change('POST', '/channels', newChannel(name, allow))
    return { name, _id: await findId('/channels', 'name', name) }
  }
  const addCredential = async (kind = 'token') => {
    const client = await addClient()
    const { _id } = await change('POST', `${client.url}/credentials`, { kind })
    return { client, url: `${client.url}/credentials/${_id}` }
  }
  const addMediator = async () => {
    const mediator = buildMediator()
    await change('POST', '/mediators', mediator)
    return { ...mediator, url: `/mediators/${encodeURIComponent(mediator.urn)}` }
  }
  const buildUser = () => ({
    email: `${newName('user')}@example.org`,
    firstname: 'Grace',
    surname: 'Hopper',
    groups: [],
  })
  const addUser = async () => {
    const user = buildUser()
    await change('POST', '/users', user)
    return `/users/${user.email}`
  }
  const addUserRole = async () => {
    const name = newName('readers')
    await change('POST', '/user-roles', { name, permissions: { 'channel-view-all': true } })
    return `/user-roles/${name}`
  }
  const addDocument = async (
    url: '/groups' | '/visualizers' | '/apps' | '/saved-views',
    body: object,
    field: 'name' | 'group',
  ) => {
    const name = newName('document')
    await change('POST', url, { ...body, [field]: name })
    return `${url}/${await findId(url, field, name)}`
  }
  const buildIssuer = () => ({
    name: 'Identity provider',
    issuer: newName('issuer'),
    algorithms: ['HS256'],
    secret: 'a-shared-secret-that-is-long-enough-for-hs256',
  })
  const addIssuer = async () => {
    const { _id } = await change('POST', '/authentication/issuers', buildIssuer())
    return `/authentication/issuers/${_id}`
  }
  const addIdentity = async () => {
    const { cert, key } = await issue({ subject: `CN=${newName('identity')}` })
    const { _id } = await change('POST', '/keystore/identities', { cert, key })
    return `/keystore/identities/${_id}`
  }
  const addAuthority = () => change('POST', '/authority', { commonName: newName('Ministry'), days: 30 })
  const addIssued = async () => {
    await addAuthority()
    const { _id } = await addClient()
    return (await change('POST', '/authority/certificates', { client: _id }))._id
  }
  const addInvitation = async () => {
    await addAuthority()
    const { _id } = await addClient()
    return change('POST', '/authority/enrolments', { client: _id })
  }
  const sendCsv = async (url: string, payload: string) => {
    const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
    const headers = { authorization, 'content-type': 'text/csv' }
    const { statusCode, body } = await api.app.inject({ method: 'POST', url, headers, payload })
    return { status: statusCode, text: body }
  }
  const builders = { sendCsv, newName, findId, buildClient, buildMediator, buildUser, buildIssuer }
  const keystore = { addIdentity, addAuthority, addIssued, addInvitation, addIssuer }
  const access = { addClient, addRole, addChannel, addCredential, addMediator, addUser, addUserRole }
  return { ...api, ...builders, ...access, ...keystore, addDocument }
}
