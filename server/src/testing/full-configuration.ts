// A server with every kind of object that can be configured.
import type { ConfigurationDocument, ConfigurationDocuments } from '@mediary/contract/configuration'
import type { Database } from '../platform/database/database.ts'
import { issue } from './certificates.ts'
import { historyApi, newChannel } from './history-api.ts'

export const fullSecrets = {
  password: 'old password of clinic',
  token: 'old-token-of-clinic',
  mediator: 'mediator password',
  offered: 'offered password',
  mail: 'mail password',
  issuer: 'shared secret of an issuer of tokens',
}

const mediator = {
  urn: 'urn:mediator:shr',
  version: '1.2.0',
  name: 'Shared health record',
  endpoints: [{ name: 'SHR', host: 'shr', port: 3000, primary: true, password: fullSecrets.offered }],
  configDefs: [
    { param: 'url', type: 'string' },
    { param: 'key', type: 'password' },
  ],
  config: { url: 'http://shr', key: fullSecrets.mediator },
}

/** Makes objects of every kind through the API. */
export async function fullConfiguration(database?: Database) {
  const { openDatabase } = await import('../platform/database/database.ts')
  const api = await historyApi(database ?? openDatabase(':memory:'))
  const { change, findClient } = api
  const authority = await issue({ subject: 'CN=authority' })
  const identity = await issue({ subject: 'CN=mediary' })
  await change('POST', '/keystore/ca/cert', { cert: authority.cert })
  await change('POST', '/keystore/identities', { cert: identity.cert, key: identity.key })
  const [trusted] = await api.stores.keystore.trusted()
  const [own] = await api.stores.keystore.identities()
  await change('POST', '/groups', { group: 'On call', users: [{ user: 'ada@example.org', method: 'email' }] })
  const [group] = await api.stores.contactGroups.list()
  await change('PUT', '/notice-settings', {
    groups: [group?._id],
    mail: {
      host: 'mail.example',
      port: 465,
      security: 'tls',
      user: 'm',
      from: 'm@example.org',
      password: fullSecrets.mail,
    },
  })
  await change('POST', '/roles', { name: 'unused role' })
  await change('POST', '/clients', {
    clientID: 'clinic',
    name: 'Clinic Überlingen 診療所',
    roles: ['labs', 'wards'],
    clientDomain: 'clinic.example',
    description: 'Line one\nline two: "yes" # no comment\n',
    password: fullSecrets.password,
    customTokenID: fullSecrets.token,
    certFingerprint: Array.from({ length: 20 }, () => 'AB').join(':'),
    timedRoles: [{ role: 'wards', until: '2099-01-01T00:00:00.000Z' }],
    limits: { mode: 'enforce', requestsPerSecond: 5 },
  })
  const clinic = await findClient('clinic')
  await change('POST', `/clients/${clinic}/credentials`, { kind: 'jwt', subject: 'clinic@issuer' })
  await change('POST', `/clients/${clinic}/credentials`, { kind: 'token', name: 'second' })
  await change('POST', `/clients/${clinic}/disable`, { reason: 'moving', from: '2099-01-01T00:00:00.000Z' })
  await change('POST', '/clients', { clientID: 'Yes', name: 'no', roles: ['labs'], password: 'another secret' })
  const channel = newChannel('lab', ['labs', 'clinic'])
  const [route] = channel.routes
  await change('POST', '/channels', {
    ...channel,
    routes: [{ ...route, secured: true, cert: trusted?._id, clientCert: own?._id }],
    alerts: [{ condition: 'status', status: '5xx', groups: [group?._id] }],
    limits: { mode: 'observe', requestsPerDay: 1000 },
  })
  await change('POST', '/channels', { ...newChannel('Gone / old'), status: 'disabled' })
  await change('POST', '/mediators', mediator)
  await change('POST', '/visualizers', { name: 'Wall' })
  await change('POST', '/apps', { name: 'Portal', type: 'external', url: 'https://portal.example' })
  const issuer = { name: 'Login', issuer: 'https://login.example', algorithms: ['HS256'], secret: fullSecrets.issuer }
  await change('POST', '/authentication/issuers', issuer)
  await change('PUT', '/authentication/mechanisms/basic-auth', { enabled: false })
  await api.addUser('grace@example.org', { 'client-view-specified': [clinic] })
  await change('PUT', '/users/grace@example.org', { settings: { list: { columns: ['a', '01', null], '<<': 1e21 } } })
  return { ...api, identity }
}

/** Returns the value of each reference of an export of this server, by the text between the braces. */
export function findFullSecrets(documents: ConfigurationDocuments, key: string): Map<string, string> {
  const values = new Map<string, string>()
  const note = (value: unknown, secret: string) => {
    const reference = /^\$\{(.*)\}$/.exec(`${value}`)?.[1]
    if (reference) values.set(reference, secret)
  }
  for (const { key: reference } of documents.certificates ?? []) note(reference, key)
  for (const { routes } of documents.channels ?? [])
    for (const { password } of Array.isArray(routes) ? routes : []) note(password, 'route secret')
  for (const { secret } of documents['token-issuers'] ?? []) note(secret, fullSecrets.issuer)
  for (const { mail } of documents['notice-settings'] ?? []) note(getField(mail, 'password'), fullSecrets.mail)
  for (const { endpoints, config } of documents.mediators ?? []) {
    for (const { password } of Array.isArray(endpoints) ? endpoints : []) note(password, fullSecrets.offered)
    note(getField(config, 'key'), fullSecrets.mediator)
  }
  return values
}

const getField = (document: unknown, field: string): unknown =>
  typeof document === 'object' && document !== null ? Reflect.get(document, field) : undefined

/** Returns a copy of the documents of one kind with one of them changed. */
export const changeDocument = (
  documents: ConfigurationDocuments,
  kind: keyof ConfigurationDocuments,
  find: (document: ConfigurationDocument) => boolean,
  change: (document: ConfigurationDocument) => ConfigurationDocument | undefined,
): ConfigurationDocuments => ({
  ...documents,
  [kind]: (documents[kind] ?? []).flatMap((one) => (find(one) ? (change(one) ?? []) : one)),
})
