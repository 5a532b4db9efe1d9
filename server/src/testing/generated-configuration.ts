// Generates configurations in which every reference leads somewhere: two of them share ids and names.
import type { ConfigurationDocuments } from '@mediary/contract/configuration'
import { permissionFlags } from '@mediary/contract/permission'
import fc from 'fast-check'
import { type Issued, issue } from './certificates.ts'

const toReference = (name: string) => `$${`{${name}}`}`
const toId = (kind: number, n: number) => `${kind}`.padStart(2, '0').padEnd(24, `${n}`)
const verifiers = ['AAAA', 'BBBB'].map((salt) => `$argon2id$v=19$m=8,t=1,p=1$${salt.repeat(3)}$${'c'.repeat(43)}`)
const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'null',
    'yes',
    '1e3',
    '- a',
    '# b',
    toReference('env:NAME'),
    'a: b',
    '<<',
    'é\u2028\u0085\tend\n',
    '\n\nx',
    '|',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
// The API takes no document with such a key.
const plainValue = fc.jsonValue({ maxDepth: 2 }).filter((value) => !JSON.stringify(value).includes('__proto__'))
const pickSome = <T>(items: readonly T[]) => fc.subarray([...items])
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const withoutAbsent = <T extends object>(document: T) => JSON.parse(JSON.stringify(document))

/** Objects of one kind: some ids, each with a name of its own. */
const named = (kind: number, names: readonly string[]) =>
  fc
    .tuple(pickSome([0, 1, 2, 3]), fc.shuffledSubarray([...names], { minLength: names.length }))
    .map(([present, order]) => present.map((n) => ({ n, _id: toId(kind, n), name: order[n] ?? '' })))

const perObject = <T>(value: fc.Arbitrary<T>) => fc.tuple(value, value, value, value)
const at = <T>(values: readonly T[], n: number) => values[n % values.length] as T

const credentials = (client: number) =>
  fc
    .record({
      basic: maybe(fc.constantFrom(...verifiers)),
      jwt: maybe(fc.constantFrom('a', 'b')),
      fingerprint: maybe(fc.constantFrom('AB', 'CD')),
      revoked: fc.boolean(),
      limits: maybe(fc.constant({ mode: 'observe', requestsPerDay: 5 })),
    })
    .map(({ basic, jwt, fingerprint, revoked, limits }) => {
      const madeAt = '2026-01-02T03:04:05.678Z'
      const madeBy = { id: toId(1, 0), name: 'Ada' }
      return [
        ...(basic ? [{ _id: toId(20 + client, 1), kind: 'basic', verifier: basic, madeAt, limits }] : []),
        ...(jwt ? [{ _id: toId(20 + client, 2), kind: 'jwt', subject: `${jwt}-${client}`, madeAt, madeBy }] : []),
        ...(fingerprint
          ? [
              {
                _id: toId(20 + client, 3),
                kind: 'certificate',
                name: 'x',
                fingerprint: `${`${fingerprint}:`.repeat(19)}0${client}`,
                madeAt,
              },
            ]
          : []),
        ...(revoked ? [{ _id: toId(20 + client, 4), kind: 'token', madeAt, revokedAt: madeAt }] : []),
      ]
    })

const base = {
  role: {
    _id: toId(1, 1),
    name: 'admin',
    permissions: Object.fromEntries(permissionFlags.map((flag) => [flag, true])),
  },
  user: {
    _id: toId(1, 2),
    email: 'ada@example.org',
    firstname: 'Ada',
    surname: 'L',
    groups: ['admin'],
    verifier: verifiers[0],
  },
}

/** References in generated documents stand for these values. */
export const findGenerated = (keys: readonly Issued[]) => (reference: string) =>
  reference === 'env:WEBHOOK'
    ? `whsec_${'a'.repeat(32)}`
    : reference.startsWith('env:KEY')
      ? keys[Number(reference.slice(7))]?.key
      : `value of ${reference}`

/** Returns generated configurations, and the pairs of certificates in them. */
export async function generatedConfigurations() {
  const issued = [
    await issue({ subject: 'CN=one' }),
    await issue({ subject: 'CN=two' }),
    await issue({ subject: 'CN=three' }),
  ]
  const pems = issued.map(({ cert }) => cert)
  const certificates = pickSome([0, 1, 2]).map((present) =>
    present.map((n) => ({
      _id: toId(30, n),
      purpose: n === 2 ? 'identity' : 'trusted',
      addedAt: '2026-01-02T03:04:05.678Z',
      certificate: pems[n],
      ...(n === 2 && { key: toReference('env:KEY2') }),
    })),
  )
  const drawn = fc.record({
    roles: named(2, ['labs', 'wards', 'night', 'Night']),
    clients: named(3, ['clinic', 'hospital', 'Clinic', 'lab-1']),
    groups: named(4, ['on call', 'off', 'a', 'b']),
    channels: named(5, ['lab', 'fhir', 'pix', 'lab / 2']),
    users: named(6, ['b@example.org', 'c@example.org', 'd@example.org', 'e@example.org']),
    userRoles: named(7, ['operator', 'reader', 'writer', 'guest']),
    mediators: named(8, ['urn:a', 'urn:b', 'urn:c', 'urn:d']),
    apps: named(9, ['portal', 'wiki', 'help', 'maps']),
    issuers: named(11, ['https://a', 'https://b', 'https://c', 'https://d']),
    visualizers: named(10, ['wall', 'desk', 'left', 'right']),
    certificates,
    credentials: fc.tuple(credentials(0), credentials(1), credentials(2), credentials(3)),
    texts: perObject(text),
    settings: perObject(
      fc.dictionary(
        fc.string({ maxLength: 5 }).filter((key) => key !== '__proto__'),
        plainValue,
        { noNullPrototype: true },
      ),
    ),
    passwords: perObject(maybe(fc.constantFrom(toReference('env:ONE'), toReference('file:two.txt'), ''))),
    picks: perObject(fc.nat({ max: 3 })),
    statuses: perObject(fc.constantFrom('enabled', 'disabled', 'deleted')),
    mechanisms: maybe(fc.record({ 'basic-auth': fc.boolean(), 'mutual-tls-auth': fc.boolean() })),
    verified: perObject(maybe(fc.constantFrom(...verifiers))),
  })
  return { issued, configurations: drawn.map(build) }
}

type Named = { n: number; _id: string; name: string }
type Drawn = {
  [kind in
    | 'roles'
    | 'clients'
    | 'groups'
    | 'channels'
    | 'users'
    | 'userRoles'
    | 'mediators'
    | 'apps'
    | 'issuers'
    | 'visualizers']: Named[]
} & {
  certificates: { _id: string; purpose: string }[]
  credentials: object[][]
  texts: string[]
  settings: object[]
  passwords: (string | undefined)[]
  picks: number[]
  statuses: string[]
  mechanisms: object | undefined
  verified: (string | undefined)[]
}

function build(drawn: Drawn): ConfigurationDocuments {
  const { roles, clients, groups, userRoles, picks, texts, passwords } = drawn
  const pickRoles = (n: number) => roles.filter((role) => (role.n + at(picks, n)) % 2).map(({ name }) => name)
  const clientIDs = new Set(clients.map(({ name }) => name))
  const documents = {
    settings: drawn.mechanisms ? [{ mechanisms: drawn.mechanisms }] : [],
    'token-issuers': drawn.issuers.map(({ n, _id, name }) => ({
      _id,
      name: `Issuer ${n}`,
      issuer: name,
      algorithms: ['HS256'],
      secret: toReference(`env:SHARED_SECRET_OF_AN_ISSUER_${at(picks, n)}`),
      roles: at(picks, n) ? { claim: 'scope', values: null } : null,
    })),
    'notice-settings': groups[0]
      ? [{ groups: [groups[0]._id], webhook: { url: 'https://hook.example', secret: toReference('env:WEBHOOK') } }]
      : [],
    certificates: drawn.certificates,
    'contact-groups': groups.map(({ n, _id, name }) => ({
      _id,
      group: name,
      users: at(picks, n) ? [{ user: 'ada@example.org', method: 'email', maxAlerts: 'no max' }] : [],
    })),
    roles: roles.map(({ n, _id, name }) => ({ _id, name, madeFor: clients.find((one) => one.n === n)?._id })),
    clients: clients.map(({ n, _id, name }) => ({
      _id,
      clientID: name,
      name: `Client ${n}`,
      roles: pickRoles(n),
      timedRoles: roles.slice(n, n + 1).map(({ name: role }) => ({ role, until: '2099-01-01T00:00:00.000Z' })),
      description: at(texts, n),
      credentials: at(drawn.credentials, n),
    })),
    channels: drawn.channels.map((channel) => buildChannel(channel, drawn, [...pickRoles(channel.n), ...clientIDs])),
    mediators: drawn.mediators.map(({ n, _id, name }) => ({
      _id,
      urn: name,
      version: `1.${at(picks, n)}.0`,
      name: 'M',
      description: at(texts, n),
      endpoints: [{ name: 'e', host: 'h', password: at(passwords, n) }],
      configDefs: [{ param: 'key', type: 'password' }],
      config: at(picks, n) ? { key: at(passwords, n) ?? '' } : undefined,
    })),
    apps: drawn.apps.map(({ n, _id, name }) => ({
      _id,
      name,
      type: 'external',
      url: `https://a/${at(picks, n)}`,
      description: at(texts, n),
    })),
    visualizers: drawn.visualizers.map(({ _id, name }) => ({ _id, name })),
    'user-roles': [
      base.role,
      ...userRoles.map(({ n, _id, name }) => ({ _id, name, permissions: { 'client-view-all': at(picks, n) > 1 } })),
    ],
    users: [
      base.user,
      ...drawn.users.map(({ n, _id, name }) => ({
        _id,
        email: name,
        firstname: 'F',
        surname: 'S',
        groups: userRoles.filter((role) => role.n === at(picks, n)).map((role) => role.name),
        settings: at(drawn.settings, n),
        verifier: at(drawn.verified, n),
      })),
    ],
  }
  return withoutAbsent(documents)
}

function buildChannel({ n, _id, name }: Named, drawn: Drawn, allow: string[]) {
  const trusted = drawn.certificates.find(({ purpose }) => purpose === 'trusted')
  const identity = drawn.certificates.find(({ purpose }) => purpose === 'identity')
  return {
    _id,
    name,
    urlPattern: `^/${n}/${at(drawn.picks, n)}`,
    methods: ['GET'],
    allow,
    description: at(drawn.texts, n),
    status: at(drawn.statuses, n),
    routes: [
      {
        _id: toId(50, n),
        name: 'to',
        host: 'upstream.example',
        port: 80,
        primary: true,
        password: at(drawn.passwords, n),
        cert: trusted?._id,
        clientCert: identity?._id,
      },
    ],
    alerts: drawn.groups[0] ? [{ groups: [drawn.groups[0]._id], status: '500' }] : [],
  }
}
