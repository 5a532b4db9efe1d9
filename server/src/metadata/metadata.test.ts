import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import type { ImportResult } from '@mediary/contract/metadata'
import { describeReason, isProblemReason } from '@mediary/contract/reasons'
import { changeLog, rehearse } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { idGenerator } from '../platform/ids.ts'
import { configurationStores } from '../processes/configuration-stores.ts'
import { issue } from '../testing/certificates.ts'
import { admin, management } from '../testing/management.ts'
import { onBothEngines } from '../testing/stores.ts'
import { metadataRoutes } from './index.ts'

const route = { name: 'SHR', host: 'shr', port: 3000, primary: true }
const shr = { name: 'SHR', urlPattern: '^/shr$', methods: ['GET'], allow: ['emr'], routes: [route] }
const emr = { clientID: 'emr-1', name: 'EMR', roles: ['emr'], customTokenID: 'token-of-emr-1' }
const grace = { email: 'grace@example.org', firstname: 'Grace', surname: 'Hopper', groups: ['operator'] }
const mask = '**********'

type Result = Omit<ImportResult, 'record' | 'status'> & { record: Record<string, unknown>; status: string }

async function withMetadata(database: Database) {
  const api = await management(database)
  await api.ensureAdmin()
  const deps = { secrets: api.secrets, newId: idGenerator(), hasTransactions: async () => false }
  const stores = configurationStores(database, changeLog(database, async () => undefined).write, deps)
  const rehearsing = configurationStores(database, rehearse(database), deps)
  metadataRoutes(api.app, api.require, { stores, rehearsing, endSessions: api.sessions.closeAll })
  const post = async (url: string, document: unknown): Promise<Result[]> => {
    const answer = await api.admin('POST', url, document)
    assert.equal(answer.status, 201, answer.text)
    return answer.body
  }
  return {
    ...api,
    stores,
    importing: (document: unknown) => post('/metadata', document),
    validating: (document: unknown) => post('/metadata/validate', document),
    exported: async () => (await api.admin('GET', '/metadata')).body[0],
  }
}

const shorten = (results: Result[]) => results.map(({ model, status, uid }) => [model, status, uid])

onBothEngines('metadata: each document of an import has its own result, in the order of the file', async (database) => {
  const { importing, exported } = await withMetadata(database)
  const file = {
    Users: [grace, { ...grace, email: 'no address' }],
    Clients: [emr, { name: 'nobody' }, emr],
    Channels: [shr],
    Foo: [{ a: 1 }],
    ContactGroups: [{ group: 'Night shift', users: [] }],
    Mediators: null,
  }
  const results = await importing([file])
  assert.deepEqual(shorten(results), [
    ['Users', 'Inserted', 'grace@example.org'],
    ['Users', 'Error', 'no address'],
    ['Clients', 'Inserted', 'emr-1'],
    ['Clients', 'Error', undefined],
    ['Clients', 'Updated', 'emr-1'],
    ['Channels', 'Inserted', 'SHR'],
    ['Foo', 'Error', undefined],
    ['ContactGroups', 'Inserted', 'Night shift'],
    ['Mediators', 'Error', undefined],
  ])
  assert.deepEqual(results[0], { model: 'Users', record: grace, status: 'Inserted', message: '', uid: grace.email })
  assert.match(results[1]?.message ?? '', /^email: must be an e-mail address/)
  assert.match(results[6]?.message ?? '', /^Invalid Collection "Foo"/)
  const { Clients, Channels, ContactGroups } = await exported()
  assert.deepEqual([Clients.length, Channels.length, ContactGroups.length], [1, 1, 1])
})

onBothEngines('metadata: what is imported again is merged, and fields that are absent stay', async (database) => {
  const { importing, stores } = await withMetadata(database)
  await importing({ Channels: [{ ...shr, description: 'Encounters' }], Clients: [{ ...emr, location: 'Lilongwe' }] })
  const [before] = await stores.channels.list()
  const results = await importing({
    Channels: [{ ...shr, priority: 2 }],
    Clients: [{ clientID: 'emr-1', name: 'Other' }],
  })
  assert.deepEqual(
    results.map(({ status }) => status),
    ['Updated', 'Updated'],
  )
  const [after] = await stores.channels.list()
  assert.deepEqual([after?._id, after?.description, after?.priority], [before?._id, 'Encounters', 2])
  assert.deepEqual(after?.routes, before?.routes)
  const [client] = await stores.clients.list()
  assert.deepEqual(
    [client?.name, client?.location, client?.customTokenSet, client?.roles],
    ['Other', 'Lilongwe', true, ['emr']],
  )
})

onBothEngines('metadata: a validation says what an import would do, and changes nothing', async (database) => {
  const { validating, importing, exported } = await withMetadata(database)
  await importing({ Clients: [emr] })
  const before = await exported()
  const file = {
    Users: [{ ...grace, groups: ['Providers'] }],
    Passports: [{ protocol: 'local', email: grace.email, password: bcrypt }],
    Clients: [{ ...emr, location: 'Zomba' }],
    Channels: [shr, { ...shr, name: 'Wrong', routes: [{ name: 'a' }] }],
    Mediators: [
      { urn: 'urn:m', version: '1.0.0', name: 'M', endpoints: [{ name: 'a', host: 'm', port: 1 }], config: {} },
    ],
    ContactGroups: [{ group: 'Night shift' }],
    UserRoles: [{ name: 'Providers', permissions: { 'client-view-all': true } }],
    Roles: [{ name: 'lab' }],
    Keystore: [{ ca: [{ data: (await issue({ subject: 'CN=one' })).cert }] }],
  }
  const statuses = (results: Result[]) => results.map(({ status }) => status)
  const found = await validating(file)
  assert.deepEqual(statuses(found), [
    'Valid',
    'Valid',
    'Conflict',
    'Valid',
    'Error',
    'Valid',
    'Valid',
    'Valid',
    'Valid',
    'Conflict',
  ])
  assert.match(found[4]?.message ?? '', /routes\.0\.host/)
  assert.deepEqual(await exported(), before)
})

type Quirk = [name: string, file: Record<string, object[]>, message: RegExp, status?: string]
const kept = 'Inserted'
const quirks: Quirk[] = [
  [
    'a client’s own id among its roles',
    { Clients: [{ ...emr, roles: ['emr', 'emr-1'] }] },
    /^roles: "emr-1" is left out/,
  ],
  ['a client without roles', { Clients: [{ ...emr, roles: [] }] }, /^$/],
  ['a client with roles left out', { Clients: [{ ...emr, roles: undefined }] }, /^$/],
  [
    'a client without a way to authenticate',
    { Clients: [{ clientID: 'x', name: 'X', roles: ['a'] }] },
    /no password, token/,
  ],
  ['an empty custom token', { Clients: [{ ...emr, customTokenID: '' }] }, /no password, token/],
  [
    'a role named like a client',
    {
      Clients: [
        { ...emr, roles: ['postman'] },
        { ...emr, clientID: 'postman', customTokenID: 'p' },
      ],
    },
    /^$/,
  ],
  ['an unknown field of a client', { Clients: [{ ...emr, colour: 'green' }] }, /^These fields are not kept: colour\.$/],
  [
    'an unknown field of a route',
    { Channels: [{ ...shr, routes: [{ ...route, hots: 'x' }] }] },
    /not kept: routes\.0\.hots\./,
  ],
  [
    'no methods',
    { Channels: [{ ...shr, methods: [] }] },
    /^The channel is disabled, for a reason that follows. methods: /,
  ],
  [
    'look-around',
    { Channels: [{ ...shr, urlPattern: '^/(?!x)' }] },
    /^The channel is disabled, for a reason that follows. urlPattern: /,
  ],
  [
    'a private TCP channel',
    { Channels: [{ ...shr, type: 'tcp', tcpPort: 7000, methods: [] }] },
    /^The channel is disabled, for a reason that follows. authType: /,
  ],
  [
    'a Kafka route',
    { Channels: [{ ...shr, routes: [{ name: 'k', type: 'kafka', primary: true, kafkaTopic: 't' }] }] },
    /disabled, for a reason that follows\. routes: /,
  ],
  [
    'a secondary Kafka route with the empty host of an export',
    { Channels: [{ ...shr, routes: [route, { name: 'k', type: 'kafka', host: '', port: null, kafkaTopic: 't' }] }] },
    /disabled, for a reason that follows\. routes: /,
  ],
  [
    'an address as a host',
    { Channels: [{ ...shr, routes: [{ ...route, host: 'http://shr:80' }] }] },
    /disabled, for a reason that follows\. routes\.0\.host: /,
  ],
  ['no primary route', { Channels: [{ ...shr, routes: [] }] }, /disabled, for a reason that follows\. routes: /],
  [
    'a transform of four parts',
    { Channels: [{ ...shr, routes: [{ ...route, pathTransform: 's/f27/api/convert/fhir/g' }] }] },
    /^routes\.0\.pathTransform: "s\/f27\/api\/convert\/fhir\/g" is read as "s\/f27\/api"/,
  ],
  [
    'an unknown group of alerts',
    { Channels: [{ ...shr, alerts: [{ condition: 'status', groups: ['?'] }] }] },
    /no contact group is "\?"/,
  ],
  [
    'a certificate that the keystore does not have',
    { Channels: [{ ...shr, routes: [{ ...route, cert: 'f'.repeat(24) }] }] },
    /routes\.0\.cert/,
  ],
  [
    'groups that are only names',
    { Users: [{ ...grace, groups: ['Providers'] }] },
    /user role "Providers" was added without permissions/,
  ],
  [
    'a link to set a password',
    { Users: [{ ...grace, token: 'abc', tokenType: 'newUser', expiry: '2026-01-01' }] },
    /link to set a password is not taken over/,
  ],
  ['a user of OpenID Connect', { Users: [{ ...grace, provider: 'openid' }] }, /no sign-in with OpenID Connect/],
  [
    'a passport of OpenID Connect',
    { Passports: [{ protocol: 'openid', email: admin.email }] },
    /no sign-in with OpenID Connect/,
    'Error',
  ],
  [
    'a passport of nobody',
    { Passports: [{ protocol: 'local', email: 'x@example.org', password: '$2a$10$' }] },
    /passwordHash/,
    'Error',
  ],
  [
    'a password in clear as a passport',
    { Passports: [{ protocol: 'local', email: admin.email, password: 'secret' }] },
    /^passwordHash: is not a hash/,
    'Error',
  ],
  ['an address that is none', { Users: [{ ...grace, email: 'x' }] }, /^email: /, 'Error'],
  ['a channel without a name', { Channels: [{ ...shr, name: undefined }] }, /^name: is missing/, 'Error'],
  [
    'a mediator without a version',
    { Mediators: [{ urn: 'urn:m', name: 'M', endpoints: [{}] }] },
    /^version: is missing/,
    'Error',
  ],
  ['an empty keystore', { Keystore: [{}] }, /^$/, 'Updated'],
  ['a keystore under the name of OpenHIM', { KeystoreModelAPI: [{ ca: [] }] }, /^$/, 'Updated'],
  ['a trusted certificate without its data', { Keystore: [{ ca: [{}] }] }, /^ca\.0\.data: /, 'Error'],
]
for (const [name, file, message, status = kept] of quirks)
  onBothEngines(
    `management-api §18.2: ${name} is ${status === kept ? 'taken over' : status}, and the result says so`,
    async (database) => {
      const { importing } = await withMetadata(database)
      const [result] = await importing(file)
      assert.equal(result?.status, status, result?.message)
      assert.match(result?.message ?? '', message)
      assert.equal(result?.problem && listMessages(result), status === 'Error' ? result?.message : undefined)
      assert.equal(listNotes(result), status === 'Error' ? '' : result?.message)
    },
  )

/** Puts the message of a result together from its notes, each of which has a reason of the catalogue. */
const listNotes = (result: Result | undefined) =>
  (result?.notes ?? [])
    .map(({ path, reason, parameters }) => {
      assert.ok(isProblemReason(reason), reason)
      return `${path ? `${path}: ` : ''}${describeReason(reason, parameters)}.`
    })
    .join(' ')

/** Puts the message of a result together from what a program words it from. */
const listMessages = ({ problem, message }: Result) =>
  (problem?.issues ?? [{ path: '', message, ...problem }])
    .map((one) => {
      assert.ok(one.reason && one.parameters, JSON.stringify(one))
      return one.path ? `${one.path}: ${one.message}` : one.message
    })
    .join('; ')

onBothEngines('management-api §18.2: what cannot serve is stored as it was sent, disabled', async (database) => {
  const { importing, stores } = await withMetadata(database)
  const sent = { ...shr, urlPattern: '^/(?!private)', methods: ['GET'] }
  await importing({ Channels: [sent] })
  const [channel] = await stores.channels.list()
  assert.deepEqual([channel?.urlPattern, channel?.status], ['^/(?!private)', 'disabled'])
  await importing({ Channels: [{ ...shr, status: 'enabled' }] })
  assert.equal((await stores.channels.list())[0]?.status, 'enabled')
})

onBothEngines('metadata: a client that was imported under looser rules can be changed', async (database) => {
  const { importing, stores } = await withMetadata(database)
  await importing({
    Clients: [
      { ...emr, roles: ['postman'] },
      { ...emr, clientID: 'postman', customTokenID: 'p' },
    ],
  })
  const client = (await stores.clients.list()).find(({ clientID }) => clientID === 'emr-1')
  await stores.clients.update(
    client?._id ?? '',
    {
      ...client,
      name: 'Renamed',
      customTokenID: undefined,
      password: undefined,
      passwordHash: undefined,
      passwordSalt: undefined,
      passwordAlgorithm: undefined,
    },
    { jwtEnabled: false },
  )
  assert.equal((await stores.clients.find(client?._id ?? ''))?.name, 'Renamed')
})

onBothEngines('metadata: a disabled client is imported disabled, and no import enables one', async (database) => {
  const { importing, exported, stores } = await withMetadata(database)
  const by = { id: 'f'.repeat(24), name: 'Ada' }
  await importing({ Clients: [emr, { ...emr, clientID: 'emr-2', customTokenID: 'b', status: 'disabled' }] })
  const find = async (id: string) => (await stores.clients.list()).find(({ clientID }) => clientID === id)
  assert.deepEqual([(await find('emr-1'))?.status, (await find('emr-2'))?.status], ['enabled', 'disabled'])
  const before = (await exported()).Clients
  await stores.clients.changeStatus((await find('emr-1'))?._id ?? '', { status: 'disabled', reason: 'stolen', by })
  const [stale] = await importing({ Clients: before })
  assert.deepEqual(
    [stale?.status, stale?.message],
    ['Updated', 'status: the client stays disabled. An import does not enable it.'],
  )
  assert.equal((await find('emr-1'))?.status, 'disabled')
  const [disabled] = (await exported()).Clients
  await importing({ Clients: [{ ...disabled, clientID: 'emr-3', customTokenID: 'c' }] })
  assert.deepEqual((await find('emr-3'))?.statusChanges, disabled.statusChanges)
})

const bcrypt = '$2a$10$w8GyqInkl72LMIQNpMM/fenF6VsVukyya.c6fh/GRtrKq05C2.Zgy'
const salt = '22a61686-66f6-483c-a524-185aac251fb0'
const token = {
  passwordAlgorithm: 'sha512',
  passwordSalt: salt,
  passwordHash: createHash('sha512').update(`${salt}by token`).digest('hex'),
}

for (const [provider, right, wrong] of [
  ['token', 'by token', 'password'],
  ['local', 'password', 'by token'],
] as const)
  onBothEngines(
    `management-api §18.2: of two passports the one of the provider "${provider}" is the password`,
    async (database) => {
      const { importing, as } = await withMetadata(database)
      const results = await importing({
        Users: [{ ...grace, provider }],
        Passports: [
          { protocol: 'local', email: grace.email, password: bcrypt },
          { protocol: 'token', email: grace.email, ...token },
        ],
      })
      assert.deepEqual(
        shorten(results)
          .slice(1)
          .map(([, status]) => status)
          .sort(),
        ['Inserted', 'Updated'],
      )
      assert.equal((await as(grace.email, right)('GET', '/about')).status, 200)
      assert.equal((await as(grace.email, wrong)('GET', '/about')).status, 401)
    },
  )

onBothEngines(
  'metadata: an import ends the sessions of a user whose password it changes, and spares one’s own in a session',
  async (database) => {
    const { importing, addUser, signIn, send, callAs } = await withMetadata(database)
    await addUser(grace.email, {}, 'the former password')
    const session = await signIn(grace.email, 'the former password')
    await importing({ Passports: [{ protocol: 'local', email: grace.email, password: bcrypt }] })
    assert.equal((await send('GET', '/me', undefined, session)).status, 404)
    const own = { Passports: [{ protocol: 'local', email: admin.email, password: bcrypt }] }
    const inSession = await callAs(await signIn(admin.email, admin.password))('POST', '/metadata', own)
    assert.match(inSession.body[0].message, /cannot be imported in a session/)
    assert.equal((await importing(own))[0]?.status, 'Updated')
  },
)

onBothEngines('metadata: no answer holds a secret, neither of an import nor of an export', async (database) => {
  const { admin: call, importing } = await withMetadata(database)
  const secrets = [
    'token-of-emr-1',
    'route-secret',
    'mediator-secret',
    token.passwordHash,
    bcrypt,
    'BEGIN PRIVATE',
    'passphrase-1',
  ]
  const { cert, key } = await issue({ subject: 'CN=gateway' })
  const results = await importing({
    Clients: [{ ...emr, ...token }],
    Channels: [{ ...shr, routes: [{ ...route, username: 'u', password: 'route-secret' }] }],
    Mediators: [
      {
        urn: 'urn:m',
        version: '1.0.0',
        name: 'M',
        endpoints: [{ name: 'a', host: 'm', port: 1, password: 'route-secret' }],
        configDefs: [{ param: 'secret', type: 'password' }],
        config: { secret: 'mediator-secret' },
      },
    ],
    Users: [grace],
    Passports: [{ protocol: 'local', email: grace.email, password: bcrypt }],
    Keystore: [{ cert: { data: cert }, key, passphrase: 'passphrase-1', ca: [] }],
  })
  assert.deepEqual(
    results.filter(({ status }) => status === 'Error').map(({ message }) => message),
    [],
  )
  for (const text of [JSON.stringify(results), (await call('GET', '/metadata')).text])
    for (const secret of secrets) assert.ok(!text.includes(secret), secret)
})

onBothEngines('metadata: an export names what it refers to, and fits into another installation', async (database) => {
  const { importing, exported, stores } = await withMetadata(database)
  const { cert } = await issue({ subject: 'CN=upstream' })
  await importing({ Keystore: [{ ca: [{ data: cert }] }], ContactGroups: [{ group: 'Night shift' }], Clients: [emr] })
  const [trusted] = await stores.keystore.trusted()
  const alerts = [{ condition: 'status', status: '5xx', groups: ['Night shift'] }]
  await importing({ Channels: [{ ...shr, alerts, routes: [{ ...route, cert: trusted?.fingerprint, password: 'p' }] }] })
  const [channel] = await stores.channels.list()
  const [group] = await stores.contactGroups.list()
  assert.deepEqual([channel?.routes[0]?.cert, channel?.alerts[0]?.groups], [trusted?._id, [group?._id]])
  const permissions = { 'channel-view-specified': ['SHR'], 'client-view-specified': ['emr-1'] }
  await importing({ UserRoles: [{ name: 'Providers', permissions }] })
  const role = await stores.userRoles.find('Providers')
  assert.deepEqual(role.permissions['channel-view-specified'], [channel?._id])

  const file = await exported()
  assert.doesNotMatch(JSON.stringify(file), /"_id"/)
  assert.equal(file.Channels[0].routes[0].cert, trusted?.fingerprint256)
  assert.equal(file.Channels[0].routes[0].password, mask)
  assert.deepEqual(file.Channels[0].alerts[0].groups, ['Night shift'])
  const shown = file.UserRoles.find(({ name }: { name: string }) => name === 'Providers')
  assert.deepEqual(shown.permissions['client-view-specified'], ['emr-1'])

  const before = await stores.channels.forGateway()
  const again = await importing([file])
  assert.deepEqual(
    again.filter(({ status }) => status !== 'Updated'),
    [],
  )
  const untouched = (channels: typeof before) => channels.map(({ updatedBy, ...channel }) => channel)
  assert.deepEqual(untouched(await stores.channels.forGateway()), untouched(before))
  assert.deepEqual(await exported(), file)
})

onBothEngines('18 metadata: visualizers and apps are exported and imported by their names', async (database) => {
  const { importing, exported, stores } = await withMetadata(database)
  const app = { name: 'DHIS2', type: 'external', url: 'https://dhis2.example.org/' }
  const file = {
    Visualizers: [{ name: 'Lab', channels: [{ eventType: 'channel', eventName: 'SHR', display: 'SHR' }] }],
    Apps: [app],
    UserRoles: [{ name: 'Portal', permissions: { 'app-view-specified': ['DHIS2'] } }],
  }
  assert.deepEqual(
    (await importing(file)).map(({ status, message }) => [status, message]),
    [
      ['Inserted', ''],
      ['Inserted', ''],
      ['Inserted', ''],
    ],
  )
  const [stored] = await stores.apps.list()
  const { permissions } = await stores.userRoles.find('Portal')
  assert.deepEqual(permissions['app-view-specified'], [stored?._id])
  const before = await exported()
  assert.deepEqual(before.Apps, [{ ...app, access_roles: [], showInPortal: true, showInSideBar: false }])
  const again = await importing({ Visualizers: before.Visualizers, Apps: before.Apps, UserRoles: before.UserRoles })
  assert.ok(again.every(({ status }) => status === 'Updated'))
  assert.deepEqual(await exported(), before)
})

onBothEngines('metadata: a document of an export without its secret says so when it is new', async (database) => {
  const { importing } = await withMetadata(database)
  const results = await importing({
    Clients: [{ ...emr, customTokenID: mask, passwordHash: mask }],
    Channels: [{ ...shr, routes: [{ ...route, password: mask }] }],
    Mediators: [
      {
        urn: 'urn:m',
        version: '1.0.0',
        name: 'M',
        endpoints: [{ name: 'a', host: 'm', port: 1 }],
        configDefs: [{ param: 'secret', type: 'password' }],
        config: { secret: mask },
      },
    ],
  })
  for (const { status, message } of results) {
    assert.equal(status, 'Inserted', message)
    assert.match(message, /export/)
  }
})

onBothEngines(
  'management-api §18.2: a mediator is replaced whatever its version, and keeps the passwords that are masked',
  async (database) => {
    const { importing, stores } = await withMetadata(database)
    const mediator = {
      urn: 'urn:m',
      version: '2.0.0',
      name: 'M',
      endpoints: [{ name: 'a', host: 'm', port: 1 }],
      configDefs: [
        { param: 'url', type: 'string' },
        { param: 'secret', type: 'password' },
      ],
      config: { url: 'http://one', secret: 'mediator-secret' },
    }
    await importing({ Mediators: [mediator] })
    const changed = { ...mediator, version: '1.0.0', config: { url: 'http://two', secret: mask }, _uptime: 3 }
    assert.deepEqual(shorten(await importing({ Mediators: [changed] })), [['Mediators', 'Updated', 'urn:m']])
    const shown = await stores.mediators.heartbeat('urn:m', { uptime: 1, wantsConfig: true })
    assert.deepEqual(shown, { url: 'http://two', secret: 'mediator-secret' })
  },
)

onBothEngines(
  'management-api §18.2: who may import needs the permission of each collection too, and gives nothing that they lack',
  async (database) => {
    const { addUser, exported } = await withMetadata(database)
    const importer = await addUser('ann@example.org', {
      'import-export': true,
      'client-manage-all': true,
      'user-manage': true,
      'user-role-manage': true,
    })
    const file = {
      Clients: [emr],
      Channels: [shr],
      Users: [{ ...grace, groups: ['admin'] }],
      UserRoles: [{ name: 'all', permissions: { 'channel-manage-all': true } }],
      Passports: [{ protocol: 'local', email: admin.email, password: bcrypt }],
    }
    const { status, body } = await importer('POST', '/metadata', file)
    assert.equal(status, 201)
    assert.deepEqual(shorten(body), [
      ['Clients', 'Inserted', 'emr-1'],
      ['Channels', 'Error', 'SHR'],
      ['Users', 'Error', grace.email],
      ['UserRoles', 'Error', 'all'],
      ['Passports', 'Error', 'local'],
    ])
    const seen = (await importer('GET', '/metadata')).body[0]
    assert.deepEqual([seen.Clients.length, seen.Channels, seen.Mediators], [1, [], []])
    assert.equal((await exported()).Channels.length, 0)
    const other = await addUser('joan@example.org', { 'channel-manage-all': true })
    for (const url of ['/metadata', '/metadata/validate']) assert.equal((await other('POST', url, {})).status, 403)
  },
)
