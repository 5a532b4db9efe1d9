import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { loadConfig } from './load.ts'
import { environmentName, listSettings, openHimName } from './names.ts'
import { Settings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'mediary-config-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const load = (env: Record<string, string> = {}, file?: string) => loadConfig({ env, file, workingFolder: folder })
const settings = (env: Record<string, string>, file?: string) => {
  const loaded = load(env, file)
  assert.ok('settings' in loaded, JSON.stringify(loaded))
  return loaded.settings
}
const findProblems = (env: Record<string, string>, file?: string) => {
  const loaded = load(env, file)
  return 'problems' in loaded ? loaded.problems : []
}
const written = (name: string, text: string) => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}
const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString()

test('without any setting the defaults hold', () => {
  const { router, api, data, authentication } = settings({})
  assert.deepEqual(
    [router.httpPort, router.httpsPort, api.port, api.host, data],
    [5001, 5000, 8080, '127.0.0.1', './data'],
  )
  assert.equal(authentication.enableCustomTokenAuthentication, undefined, 'the console decides')
})

for (const [path, ours, theirs] of [
  ['router.httpPort', 'MEDIARY_ROUTER_HTTP_PORT', 'router_httpPort'],
  ['router.httpsPort', 'MEDIARY_ROUTER_HTTPS_PORT', 'router_httpsPort'],
  ['api.port', 'MEDIARY_API_PORT', 'api_port'],
  ['api.maxPayloadSizeMB', 'MEDIARY_API_MAX_PAYLOAD_SIZE_MB', 'api_maxPayloadSizeMB'],
  [
    'authentication.enableJWTAuthentication',
    'MEDIARY_AUTHENTICATION_ENABLE_JWT_AUTHENTICATION',
    'authentication_enableJWTAuthentication',
  ],
  [
    'authentication.enableMutualTLSAuthentication',
    'MEDIARY_AUTHENTICATION_ENABLE_MUTUAL_TLS_AUTHENTICATION',
    'authentication_enableMutualTLSAuthentication',
  ],
  ['authentication.jwt.algorithms', 'MEDIARY_AUTHENTICATION_JWT_ALGORITHMS', 'authentication_jwt_algorithms'],
  ['tlsClientLookup.type', 'MEDIARY_TLS_CLIENT_LOOKUP_TYPE', 'tlsClientLookup_type'],
  ['data', 'MEDIARY_DATA', undefined],
  ['workers', 'MEDIARY_WORKERS', undefined],
  ['shutdownSeconds', 'MEDIARY_SHUTDOWN_SECONDS', undefined],
  ['admin.email', 'MEDIARY_ADMIN_EMAIL', undefined],
  ['databaseUrl', 'DATABASE_URL', undefined],
  ['tracing.endpoint', 'OTEL_EXPORTER_OTLP_ENDPOINT', undefined],
  ['tracing.serviceName', 'OTEL_SERVICE_NAME', undefined],
] as const)
  test(`${path} has the name ${ours}`, () => {
    const setting = listSettings(Settings).find((one) => one.path === path)
    assert.ok(setting)
    assert.deepEqual([environmentName(setting), openHimName(setting)], [ours, theirs])
  })

test('no two settings have the same name in the environment', () => {
  const names = listSettings(Settings).flatMap((setting) => [
    environmentName(setting),
    openHimName(setting) ?? setting.path,
  ])
  assert.equal(new Set(names).size, names.length)
})

test('the environment is text, and is read as the type of the setting', () => {
  const read = settings({
    MEDIARY_WORKERS: '3',
    MEDIARY_COMPAT_OPENHIM: 'yes',
    router_timeout: '2000',
    authentication_enableBasicAuthentication: 'false',
    MEDIARY_API_ALLOWED_ORIGINS: 'https://a.example.org, https://b.example.org',
    MEDIARY_ROUTER_EXTERNAL_HOSTNAME: '1234',
  })
  assert.equal(read.workers, 3)
  assert.equal(read.compat.openhim, true)
  assert.equal(read.router.timeout, 2000)
  assert.equal(read.authentication.enableBasicAuthentication, false)
  assert.deepEqual(read.api.allowedOrigins, ['https://a.example.org', 'https://b.example.org'])
  assert.equal(read.router.externalHostname, '1234')
  assert.deepEqual(settings({ MEDIARY_API_ALLOWED_ORIGINS: '["https://a.example.org"]' }).api.allowedOrigins, [
    'https://a.example.org',
  ])
})

test('an empty name in the environment says nothing', () => {
  assert.equal(settings({ DATABASE_URL: '', MEDIARY_WORKERS: '' }).databaseUrl, undefined)
})

test('the environment wins over the file, our name over OpenHIM’s', () => {
  const file = written('order.yaml', 'router:\n  httpPort: 1\n  httpsPort: 2\n  timeout: 3\napi:\n')
  const { router } = settings({ MEDIARY_ROUTER_HTTP_PORT: '11', router_httpPort: '12', router_httpsPort: '22' }, file)
  assert.deepEqual([router.httpPort, router.httpsPort, router.timeout], [11, 22, 3])
})

test('the file is found in the data folder, and before that in the working folder', () => {
  const data = join(folder, 'found')
  mkdirSync(data)
  writeFileSync(join(data, 'mediary.yaml'), 'workers: 7\n')
  assert.equal(settings({ MEDIARY_DATA: data }).workers, 7)
  assert.equal(settings({ MEDIARY_DATA: 'found' }).workers, 7)
  const here = written('mediary.yaml', 'workers: 8\n')
  assert.equal(settings({ MEDIARY_DATA: data }).workers, 8)
  rmSync(here)
})

test('a value is read from a file whose name has _FILE appended, without the last line end', () => {
  const password = written('password', 'correct horse \n')
  const read = settings({ MEDIARY_ADMIN_EMAIL: 'a@example.org', MEDIARY_ADMIN_PASSWORD_FILE: password })
  assert.equal(read.admin.password, 'correct horse ')
  assert.equal(settings({ MEDIARY_ROUTER_HTTP_PORT_FILE: written('port', '5099\n') }).router.httpPort, 5099)
  assert.equal(settings({ DATABASE_URL_FILE: written('url', 'postgres://db/x\n') }).databaseUrl, 'postgres://db/x')
  assert.deepEqual(findProblems({ MEDIARY_API_PORT_FILE: '/nowhere' }), [
    'MEDIARY_API_PORT_FILE: the file /nowhere cannot be read',
  ])
  assert.match(findProblems({ MEDIARY_API_PORT_FILE: password, MEDIARY_API_PORT: '1' })[0] ?? '', /given twice/)
})

for (const [given, fault] of [
  [{ MEDIARY_ROUTER_HTP_PORT: '1' }, /^MEDIARY_ROUTER_HTP_PORT: is not a setting.* MEDIARY_ROUTER_HTTP_PORT$/],
  [{ MEDIARY_WORKRES: '1' }, /^MEDIARY_WORKRES: .* MEDIARY_WORKERS$/],
  [{ MEDIARY_ADMIN_PASWORD_FILE: '/x' }, /^MEDIARY_ADMIN_PASWORD_FILE: .* MEDIARY_ADMIN_PASSWORD$/],
  [{ router_htpPort: '1' }, /^router_htpPort: .* router_httpPort$/],
  [{ api_prot: '1' }, /^api_prot: .* api_port$/],
  [{ MEDIARY_API_PORT: 'eighty' }, /^MEDIARY_API_PORT: must be a number$/],
  [{ router_httpPort: '70000' }, /^router_httpPort: must be 65535 or less$/],
  [{ MEDIARY_WORKERS: '0' }, /^MEDIARY_WORKERS: must be 1 or more$/],
  [{ MEDIARY_SHUTDOWN_SECONDS: 'soon' }, /^MEDIARY_SHUTDOWN_SECONDS: must be a number$/],
  [{ MEDIARY_SHUTDOWN_SECONDS: '-1' }, /^MEDIARY_SHUTDOWN_SECONDS: must be 0 or more$/],
  [{ MEDIARY_WORKERS: '1.5' }, /^MEDIARY_WORKERS: must be a whole number$/],
  [
    { authentication_enableBasicAuthentication: 'perhaps' },
    /^authentication_enableBasicAuth.*: must be true or false$/,
  ],
  [{ tlsClientLookup_type: 'lax' }, /^tlsClientLookup_type: must be one of: strict, in-chain$/],
  [{ MEDIARY_API_ALLOWED_ORIGINS: 'example' }, /^MEDIARY_API_ALLOWED_ORIGINS: /],
  [{ MEDIARY_INSTALLATION_KEY: 'short' }, /^MEDIARY_INSTALLATION_KEY: must be 64 hexadecimal characters$/],
  [
    { MEDIARY_COLD_BODIES_BUCKET: 'bodies' },
    /^MEDIARY_COLD_BODIES_BUCKET: needs coldBodies.endpoint, coldBodies.keyId, coldBodies.secret too/,
  ],
  [
    {
      MEDIARY_COLD_BODIES_ENDPOINT: 'https://s3.example.org',
      MEDIARY_COLD_BODIES_BUCKET: 'bodies',
      MEDIARY_COLD_BODIES_KEY_ID: 'key',
      MEDIARY_COLD_BODIES_SECRET: 'secret',
    },
    /^MEDIARY_COLD_BODIES_ENDPOINT: needs a store on PostgreSQL/,
  ],
  [{ MEDIARY_ADMIN_EMAIL: 'a@example.org' }, /^MEDIARY_ADMIN_EMAIL: needs both/],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }, /^OTEL_EXPORTER_OTLP_ENDPOINT: must be an address such as/],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:hush@c:4318' },
    /^OTEL_EXPORTER_OTLP_ENDPOINT: must be an address(?!.*hush)/,
  ],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318/?key=1' }, /^OTEL_EXPORTER_OTLP_ENDPOINT: must be an address such as/],
  [{ OTEL_SERVICE_NAME: 'x'.repeat(256) }, /^OTEL_SERVICE_NAME: must have 255 characters or fewer$/],
  [{ MEDIARY_API_PORT: '5001' }, /^router.httpPort: 5001 is the port of api.port too$/],
  [{ DATABASE_URL: 'mysql://db/x' }, /^DATABASE_URL: must be the path of an SQLite file, or start with postgres:/],
] as [Record<string, string>, RegExp][])
  test(`${JSON.stringify(given)} is refused with the name as it was written`, () => {
    const found = findProblems(given)
    assert.equal(found.length, 1, found.join('\n'))
    assert.match(found[0] ?? '', fault)
  })

for (const [text, fault] of [
  ['router:\n  htpPort: 7\n', 'router.htpPort: is not a setting; the nearest one is router.httpPort'],
  ['workerz: {}\n', 'workerz: is not a setting; the nearest one is workers'],
  ['api: 8080\n', 'api: is a group of settings, not one of them'],
  ['router:\n  timeout: soon\n', 'router.timeout: must be a number'],
  ['just text\n', `${join(folder, 'bad.yaml')}: must hold settings such as "workers: 2"`],
] as const)
  test(`a file that says ${JSON.stringify(text)} is refused`, () =>
    assert.deepEqual(findProblems({}, written('bad.yaml', text)), [fault]))

test('a file that is named and is missing or not YAML is refused by its name', () => {
  assert.match(findProblems({}, 'missing.yaml')[0] ?? '', /missing\.yaml: cannot be read/)
  assert.match(findProblems({}, written('broken.yaml', 'workers: [1\n'))[0] ?? '', /broken\.yaml: cannot be read/)
})

test('all problems are reported at once', () => {
  assert.equal(
    findProblems({ MEDIARY_WORKRES: '1', MEDIARY_API_PORT: 'x', router_htpPort: '2', router_timeout: '0' }).length,
    4,
  )
})

test('settings of OpenHIM that have no effect are noted, and names of other programs are left alone', () => {
  const loaded = load({
    mongo_url: 'mongodb://x',
    api_sessionKey: 'k',
    openhimConsoleBaseUrl: 'http://c',
    workers: 'many',
    data: '/elsewhere',
    npm_config_cache: '/x',
    PATH: '/bin',
  })
  assert.ok('settings' in loaded, JSON.stringify(loaded))
  assert.equal(loaded.settings.data, './data')
  assert.deepEqual(
    loaded.notes.map((note) => note.split(' ')[0]),
    ['mongo_url', 'api_sessionKey', 'openhimConsoleBaseUrl'],
  )
})

const jwt = (algorithms: string, key: string) => ({
  authentication_jwt_algorithms: algorithms,
  authentication_jwt_secretOrPublicKey: key,
})

test('the key of tokens may be a secret, a PEM, or the path of a file', () => {
  const loadKey = (env: Record<string, string>) => settings(env).authentication.jwt
  assert.equal(loadKey(jwt('HS256 HS512', 'our secret')).secretOrPublicKey, 'our secret')
  assert.deepEqual(loadKey(jwt('HS256 HS512', 'our secret')).algorithms, ['HS256', 'HS512'])
  assert.equal(loadKey(jwt('ES256', publicKey)).secretOrPublicKey, publicKey)
  written('jwt.pem', publicKey)
  assert.equal(loadKey(jwt('ES256', 'jwt.pem')).secretOrPublicKey, publicKey.trim())
})

for (const [why, env, fault] of [
  ['a public key as a shared secret', jwt('HS256', publicKey), /algorithms: HS256.* need a shared secret/],
  ['a key without algorithms', jwt('', 'secret'), /algorithms: must name the accepted ones/],
  ['a secret for signatures', jwt('RS256', 'secret'), /secretOrPublicKey: must be a public key/],
  ['no signature at all', jwt('none', 'secret'), /none is not an algorithm that can be accepted/],
  ['an unknown algorithm', jwt('HS257', 'secret'), /HS257 is not an algorithm.* HS256$/],
  ['a damaged key', jwt('RS256', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----'), /is not a public key/],
  ['a key file that is missing', jwt('RS256', '/nowhere/key.pem'), /secretOrPublicKey: begins or ends like the path/],
  ['JWT without a key', { authentication_enableJWTAuthentication: 'true' }, /JWTAuthentication: needs/],
  [
    'HS256 with a set of public keys',
    { authentication_jwt_algorithms: 'HS256', authentication_jwt_jwksUri: 'https://idp.example.org/jwks' },
    /algorithms: HS256.* need a shared secret/,
  ],
] as [string, Record<string, string>, RegExp][])
  test(`${why} is refused`, () => {
    const found = findProblems(env)
    assert.equal(found.length, 1, found.join('\n'))
    assert.match(found[0] ?? '', fault)
    assert.doesNotMatch(found.join(), /BEGIN/)
  })

test('a setting that is given is known by its name in the environment, or by its place in a file', () => {
  const file = written('sources.yaml', 'authentication:\n  enableBasicAuthentication: true\n')
  const loaded = load({ authentication_enableCustomTokenAuthentication: 'false', MEDIARY_WORKERS: '2' }, file)
  assert.ok('sources' in loaded)
  assert.deepEqual(loaded.sources, {
    'authentication.enableBasicAuthentication': `authentication.enableBasicAuthentication in ${file}`,
    'authentication.enableCustomTokenAuthentication': 'authentication_enableCustomTokenAuthentication',
    workers: 'MEDIARY_WORKERS',
  })
})

test('trusted proxies are a list of addresses and networks, or a number', () => {
  const read = (given: string) => settings({ MEDIARY_TRUSTED_PROXIES: given }).trustedProxies
  assert.deepEqual(read('10.0.0.0/8, ::1'), ['10.0.0.0/8', '::1'])
  assert.equal(read('2'), 2)
  assert.deepEqual(settings({}, written('proxies.yaml', 'trustedProxies: [192.0.2.1]\n')).trustedProxies, ['192.0.2.1'])
  assert.match(findProblems({ MEDIARY_TRUSTED_PROXIES: '0' })[0] ?? '', /^MEDIARY_TRUSTED_PROXIES: must be 1 or more/)
  for (const wrong of ['proxy.example', '10.0.0.0/33'])
    assert.match(
      findProblems({ MEDIARY_TRUSTED_PROXIES: wrong })[0] ?? '',
      /^MEDIARY_TRUSTED_PROXIES: must list addresses/,
    )
})

test('a listener with the PROXY protocol needs trusted proxies', () => {
  const on = { MEDIARY_ROUTER_HTTPS_PROXY_PROTOCOL: 'true' }
  assert.match(findProblems(on)[0] ?? '', /^MEDIARY_ROUTER_HTTPS_PROXY_PROTOCOL: needs trustedProxies/)
  assert.deepEqual(findProblems({ ...on, MEDIARY_TRUSTED_PROXIES: '10.0.0.1' }), [])
})

test('a header with client certificates needs proxies that are known by address', () => {
  const on = { MEDIARY_ROUTER_CLIENT_CERTIFICATE_HEADER: 'X-Client-Cert' }
  for (const trusted of ['', '1'])
    assert.match(findProblems({ ...on, MEDIARY_TRUSTED_PROXIES: trusted })[0] ?? '', /needs trustedProxies, as a list/)
  assert.deepEqual(findProblems({ ...on, MEDIARY_TRUSTED_PROXIES: '10.0.0.1' }), [])
})

test('the ports 0 and off switch a listener off, and several may be off', () => {
  const { router, api } = settings({ MEDIARY_ROUTER_HTTP_PORT: 'off', MEDIARY_API_PORT: '0', router_httpsPort: '5443' })
  assert.deepEqual([router.httpPort, router.httpsPort, api.port], [0, 5443, 0])
  assert.deepEqual(findProblems({ MEDIARY_ROUTER_HTTP_PORT: 'closed' }), ['MEDIARY_ROUTER_HTTP_PORT: must be a number'])
})
