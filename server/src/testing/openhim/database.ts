// Documents as an OpenHIM database holds them, with secrets that a test knows.
import { createHash } from 'node:crypto'
import { ObjectId } from 'bson'
import type { Documents } from './dump.ts'

/** Returns an id that is the same in every run. `kind` keeps documents of several collections apart. */
export const toObjectId = (kind: number, n: number) =>
  new ObjectId(`5f${kind.toString(16).padStart(6, '0')}${n.toString(16).padStart(16, '0')}`)

const kinds = {
  client: 1,
  channel: 2,
  user: 3,
  passport: 4,
  mediator: 5,
  group: 6,
  keystore: 7,
  certificate: 8,
  others: 9,
}
export const makeId = (kind: keyof typeof kinds, n: number) => toObjectId(kinds[kind], n)

const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest('hex')

/** A bcrypt hash of "password". */
const bcrypt = '$2a$10$w8GyqInkl72LMIQNpMM/fenF6VsVukyya.c6fh/GRtrKq05C2.Zgy'
const salt = '22a61686-66f6-483c-a524-185aac251fb0'

/** A client with its secret. */
export type KnownClient = { clientID: string; kind: ClientKind; secret: string; document: Record<string, unknown> }
type ClientKind = 'basic' | 'token' | 'certificate' | 'jwt'
export type Certificate = { pem: string; fingerprint: string; commonName: string }

const credentials: ((n: number, certificate: Certificate | undefined) => [ClientKind, string, object])[] = [
  () => ['basic', 'password', { passwordAlgorithm: 'bcrypt', passwordHash: bcrypt, passwordSalt: '' }],
  (n) => ['basic', `secret-${n}`, toDigest('sha512', `secret-${n}`, `salt-${n}`)],
  (n) => ['basic', `secret-${n}`, toDigest('sha1', `secret-${n}`, `salt-${n}`)],
  (n) => ['basic', `secret-${n}`, toDigest('md5', `secret-${n}`, '')],
  (n) => ['token', `token-${n}`, { customTokenID: `token-${n}` }],
  (_, held) => ['certificate', '', { clientDomain: held?.commonName, certFingerprint: held?.fingerprint }],
  () => ['jwt', '', {}],
]

/** OpenHIM's clients put the password before the salt. */
const toDigest = (algorithm: string, password: string, salt: string) => ({
  passwordAlgorithm: algorithm,
  passwordSalt: salt,
  passwordHash: digest(algorithm, `${password}${salt}`),
})

/** Returns clients with every kind of credential in turn. */
export const buildClients = (count: number, certificate?: Certificate): KnownClient[] =>
  Array.from({ length: count }, (_, n) => {
    const [kind, secret, fields] = credentials[n % credentials.length]?.(n, certificate) ?? ['jwt', '', {}]
    const clientID = `client-${n}`
    const document = { _id: makeId('client', n), clientID, name: `Client ${n}`, roles: ['clinic'], ...fields, __v: 0 }
    return { clientID, kind, secret, document }
  })

/** Users with the passwords by which they sign in. */
export const users = [
  { email: 'root@openhim.org', password: 'password', groups: ['admin'], provider: 'local' },
  { email: 'grace@example.org', password: 'by token', groups: ['Providers'], provider: 'token' },
]

const userDocuments = users.map(({ email, groups, provider }, n) => ({
  _id: makeId('user', n),
  email,
  firstname: 'Some',
  surname: 'User',
  groups,
  provider,
  locked: false,
  settings: { list: { limit: 10 } },
  __v: 0,
}))

const passports = [
  { _id: makeId('passport', 0), protocol: 'local', email: 'root@openhim.org', password: bcrypt },
  { _id: makeId('passport', 1), protocol: 'local', email: 'grace@example.org', password: bcrypt },
  {
    _id: makeId('passport', 2),
    protocol: 'token',
    email: 'grace@example.org',
    passwordAlgorithm: 'sha512',
    passwordSalt: salt,
    passwordHash: digest('sha512', `${salt}by token`),
  },
]

type Options = { clients: KnownClient[]; port: number; certificate?: Certificate | undefined; transactions: number }

/** Returns a whole database. Its first channel leads to an upstream on `port`; transactions belong to it. */
export function buildDatabase({ clients, port, certificate, transactions }: Options): Documents {
  return {
    clients: clients.map(({ document }) => document),
    channels: buildChannels(port),
    users: userDocuments,
    passports,
    mediators: [mediator],
    contactgroups: [
      { _id: makeId('group', 0), group: 'Night shift', users: [{ user: 'root@openhim.org', method: 'email' }] },
    ],
    visualizers: [{ _id: makeId('others', 1), name: 'Lab', channels: [], components: [], mediators: [] }],
    keystores: [
      {
        _id: makeId('keystore', 0),
        ca: certificate
          ? [{ _id: makeId('certificate', 0), commonName: certificate.commonName, data: certificate.pem }]
          : [],
      },
    ],
    sessions: [{ _id: 'session', user: 'root@openhim.org' }],
    transactions: Array.from({ length: transactions }, (_, n) => buildTransaction(n, clients.length)),
    'fs.chunks': [0, 1].map((n) => ({
      _id: makeId('others', 10 + n),
      files_id: makeId('others', 2),
      n,
      data: Buffer.from(`half ${n};`),
    })),
    'fs.files': [{ _id: makeId('others', 2), length: 14, chunkSize: 7 }],
  }
}

const buildChannels = (port: number) => [
  {
    _id: makeId('channel', 0),
    name: 'Lab',
    urlPattern: '^/lab$',
    type: 'http',
    methods: ['GET', 'POST'],
    allow: ['clinic'],
    authType: 'private',
    status: 'enabled',
    routes: [
      {
        _id: makeId('others', 3),
        name: 'upstream',
        host: '127.0.0.1',
        port,
        primary: true,
        type: 'http',
        username: 'mediary',
        password: 'secret of the route',
        status: 'enabled',
      },
    ],
    alerts: [{ condition: 'status', status: '5xx', groups: [makeId('group', 0)], users: [] }],
    txViewAcl: ['Providers'],
    txRerunAcl: 'Providers',
    updatedBy: { id: makeId('user', 0), name: 'Some User' },
    __v: 3,
  },
  {
    _id: makeId('channel', 1),
    name: 'Without methods',
    urlPattern: '^/none$',
    allow: ['clinic'],
    routes: [{ name: 'upstream', host: '127.0.0.1', port, primary: true }],
  },
]

const mediator = {
  _id: makeId('mediator', 0),
  urn: 'urn:mediator:lab',
  version: '1.0.0',
  name: 'Lab mediator',
  endpoints: [{ name: 'Lab', host: 'lab', port: '8000', type: 'http' }],
  configDefs: [{ param: 'key', type: 'password' }],
  config: { key: 'secret of the mediator' },
  _uptime: 5,
}

const transactionTime = Date.UTC(2024, 0, 1)

/** Returns the id of the nth transaction: its time, and its number. */
export const toTransactionId = (n: number) =>
  new ObjectId(`${(transactionTime / 1000 + n).toString(16)}${n.toString(16).padStart(16, '0')}`)

/** A transaction a second. Every tenth is a rerun of the one before; the third has its body in a stored file. */
export function buildTransaction(n: number, clients: number): Record<string, unknown> {
  const timestamp = new Date(transactionTime + n * 1000)
  const message = (body: string) => (n === 3 ? { bodyId: makeId('others', 2) } : { body })
  return {
    _id: toTransactionId(n),
    channelID: makeId('channel', 0),
    clientID: makeId('client', n % clients),
    clientIP: '::ffff:10.0.0.1',
    request: {
      host: 'openhim',
      port: '5001',
      path: '/lab',
      querystring: `n=${n}`,
      method: 'POST',
      timestamp,
      headers: { 'content-type': 'application/json', 'x\uff0ea': '1', authorization: 'Basic c2VjcmV0' },
      ...message(`{"patient":${n}}`),
    },
    response: {
      status: n % 7 === 0 ? 500 : 200,
      timestamp: new Date(timestamp.getTime() + 40),
      headers: { 'content-type': 'text/plain' },
      body: `answer ${n}`,
    },
    orchestrations: [
      {
        name: 'upstream',
        request: {
          host: 'lab',
          port: '8000',
          path: '/lab',
          method: 'POST',
          timestamp,
          headers: {},
          body: `{"patient":${n}}`,
        },
        response: { status: 200, timestamp, headers: {}, body: `answer ${n}` },
      },
    ],
    routes: [],
    properties: { visit: String(n) },
    status: n % 7 === 0 ? 'Failed' : 'Successful',
    canRerun: true,
    autoRetry: false,
    wasRerun: n % 10 === 4,
    childIDs: n % 10 === 4 ? [toTransactionId(n + 1)] : [],
    ...(n % 10 === 5 && { parentID: toTransactionId(n - 1) }),
    __v: 0,
  }
}
