import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import { startProgram } from './program.ts'
import { startUpstream } from './upstream.ts'

const secrets = {
  adminPassword: 'hush-admin-8c1f0b',
  clientPassword: 'hush-client-2a77de',
  newPassword: 'hush-changed-91b3aa',
  customToken: 'hush-token-5f0e21',
  routePassword: 'hush-route-c40d96',
  cookie: 'hush-cookie-77a1f3',
  setCookie: 'hush-setcookie-0bd2c8',
  apiKey: 'hush-apikey-e6f415',
  queryToken: 'hush-query-3d9b60',
  leakedText: 'hush-leaked-note-64d0f7',
  leakedToken: 'hush-leaked-token-b81e53',
  issuerSecret: 'hush-issuer-secret-that-is-long-enough-7f3a9c',
  jwtSecret: 'hush-jwt-secret-that-is-long-enough-a1b2c3',
}
const basic = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64')
const forms = (secret: string) => [
  secret,
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
]

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`no secret stands in the store, the log or an answer of the API (${engine})`, async (context) => {
    const upstream = await startUpstream((_seen, response) =>
      response.setHeader('Set-Cookie', `session=${secrets.setCookie}`).end('ok'),
    )
    const databaseUrl =
      engine === 'postgres' ? await newDatabaseUrl('postgres', (cleanUp) => context.after(cleanUp)) : undefined
    const program = await startProgram({
      env: {
        MEDIARY_ADMIN_PASSWORD: secrets.adminPassword,
        MEDIARY_LOG_LEVEL: 'debug',
        MEDIARY_AUTHENTICATION_JWT_ALGORITHMS: 'HS256',
        MEDIARY_AUTHENTICATION_JWT_SECRET_OR_PUBLIC_KEY: secrets.jwtSecret,
      },
      ...(databaseUrl && { databaseUrl }),
    })
    context.after(async () => {
      await program.end()
      await upstream.stop()
    })

    await program.makeChannel(
      {
        name: 'lab',
        routes: [
          {
            name: 'main',
            host: '127.0.0.1',
            port: upstream.port,
            primary: true,
            username: 'gateway',
            password: secrets.routePassword,
          },
        ],
      },
      upstream.port,
    )
    await program.makeClient({
      clientID: 'clinic-1',
      password: secrets.clientPassword,
      customTokenID: secrets.customToken,
    })
    const [client] = await program.get<{ _id: string }[]>('/clients')
    const [channel] = await program.get<{ _id: string }[]>('/channels')
    await program.call('PUT', `/clients/${client?._id}`, { password: secrets.newPassword })
    await program.call('PUT', `/channels/${channel?._id}`, { description: 'changed' })
    const ask = (authorization: string) =>
      fetch(`${program.http}/lab?access_token=${secrets.queryToken}&page=2`, {
        headers: { authorization, cookie: `a=${secrets.cookie}`, 'x-api-key': secrets.apiKey },
      })
    assert.equal((await ask(`Basic ${basic('clinic-1', secrets.newPassword)}`)).status, 200)
    assert.equal((await ask(`Custom ${secrets.customToken}`)).status, 200)
    assert.equal((await ask(`Basic ${basic('clinic-1', secrets.clientPassword)}`)).status, 401)
    assert.equal(upstream.seen[0]?.headers.authorization, `Basic ${basic('gateway', secrets.routePassword)}`)
    await fetch(`${program.base}/authenticate/local`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: program.admin.email, password: secrets.adminPassword }),
    })

    await program.call('PUT', `/clients/${client?._id}`, { customTokenID: secrets.leakedToken })
    const pasted = `${secrets.leakedText}: Custom ${secrets.leakedToken}, Basic ${basic('clinic-1', secrets.newPassword)}`
    const leaked = await program.call('POST', '/credentials/leaked', { text: pasted })
    assert.equal((leaked.json() as { found: unknown[] }).found.length, 2, leaked.text)
    const tooLong = { text: `${secrets.leakedText} `.repeat(5_000) }
    assert.equal((await program.call('POST', '/credentials/leaked', tooLong)).status, 400)
    assert.equal((await program.call('POST', '/credentials/leaked', `{"text": "${secrets.leakedText}`)).status, 400)
    const issuer = { name: 'Issuer', issuer: 'issuer', algorithms: ['HS256'], secret: secrets.issuerSecret }
    assert.equal((await program.call('POST', '/authentication/issuers', issuer)).status, 201)

    const answers = leaked.text + (await everyAnswer(program))
    assert.ok(
      answers.includes('"X-OpenHIM-TransactionID"') || answers.includes('set-cookie') || answers.includes('Set-Cookie'),
      'the answers show the recorded headers',
    )
    await program.stop()
    const kept = databaseUrl ? await everyRow(databaseUrl) : ''
    const places = { answers, log: program.output(), store: kept + everyFile(program.folder) }
    assert.ok(places.store.includes('clinic'), 'the scan reads what is stored')
    for (const [place, text] of Object.entries(places)) {
      for (const [name, secret] of Object.entries(secrets)) {
        for (const form of forms(secret)) assert.ok(!text.includes(form), `${name} stands in the ${place}`)
      }
    }
    assert.equal(statSync(join(program.folder, 'installation.key')).mode & 0o077, 0)
  })
}

async function everyAnswer(program: Awaited<ReturnType<typeof startProgram>>) {
  const [transaction] = await program.get<{ _id: string }[]>('/transactions?filterLimit=1')
  const [client] = await program.get<{ _id: string }[]>('/clients')
  const [channel] = await program.get<{ _id: string }[]>('/channels')
  const paths = [
    '/clients',
    `/clients/${client?._id}`,
    '/channels',
    `/channels/${channel?._id}`,
    `/channels/${channel?._id}/audits`,
    '/roles',
    '/history?limit=100',
    '/audits',
    '/authentication/issuers',
    '/authentication/mechanisms',
    '/users',
    `/users/${program.admin.email}`,
    '/user-roles',
    '/transactions?filterRepresentation=full',
    `/transactions/${transaction?._id}`,
    '/refusals',
    '/keystore/cert',
    '/keystore/ca',
    '/about',
    '/heartbeat',
    '/authentication/types',
    '/metrics/timeseries/minute/channels?startDate=2020-01-01&endDate=2100-01-01',
    '/openapi.json',
    '/me',
  ]
  const answers = await Promise.all([
    ...paths.map((path) => program.call('GET', path)),
    program.call('GET', '/metrics', undefined, { accept: 'text/plain' }),
  ])
  return answers.map(({ text, headers }) => text + headers.get('set-cookie')).join('\n')
}

const everyFile = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

async function everyRow(databaseUrl: string) {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const { rows: tables } = await client.query(
    `select table_name from information_schema.tables where table_schema = 'public'`,
  )
  const texts: string[] = []
  for (const { table_name } of tables) {
    const { rows } = await client.query(`select row_to_json(t)::text as row from "${table_name}" t`)
    texts.push(...rows.map(({ row }) => row))
  }
  await client.end()
  return texts.join('\n')
}
