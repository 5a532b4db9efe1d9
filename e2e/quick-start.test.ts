import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { freePort } from '../server/src/testing/ports.ts'
import { listBlocks, runBlocks, startCommand } from './page-commands.ts'
import { until } from './until.ts'

const page = 'docs/guides/quick-start.md'
const clone = 'git clone <address of this repository> mediary\ncd mediary\nnpm start\n'

/** A folder and ports of its own: the pages name the default ports, which another program may hold. */
async function readerMachine(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'mediary-page-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const ports = { 8080: await freePort(), 5001: await freePort(), 5000: await freePort(), 9000: await freePort() }
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    MEDIARY_DATA: folder,
    MEDIARY_API_PORT: String(ports[8080]),
    MEDIARY_ROUTER_HTTP_PORT: String(ports[5001]),
    MEDIARY_ROUTER_HTTPS_PORT: String(ports[5000]),
    MEDIARY_ROUTER_HOST: '127.0.0.1',
    MEDIARY_WORKERS: '1',
  }
  const onThesePorts = (block: string) =>
    Object.entries(ports).reduce(
      (text, [written, port]) => text.replace(new RegExp(`\\b${written}\\b`, 'g'), String(port)),
      block.replace('npx mediary echo', 'npx mediary echo --port 9000').replace(/^cd mediary\n/m, ''),
    )
  return { env, onThesePorts, api: `http://localhost:${ports[8080]}` }
}

/** Starts the program as the page says and creates the page's user through the link that it prints. */
async function startAsReader(t: TestContext, { env, api }: Awaited<ReturnType<typeof readerMachine>>, login: string) {
  const program = startCommand('npm start', env)
  t.after(() => program.end())
  const token = await until(
    'the setup link is printed',
    () => /make the first user at http:\S+\/console\/setup#token=([\w-]+)/.exec(program.output())?.[1],
    120_000,
  )
  const [email, password] = login.split(':')
  const answer = await fetch(`${api}/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, email, password, firstname: 'First', surname: 'User' }),
  })
  assert.equal(answer.status, 201, await answer.text())
}

test('the README starts Mediary with the commands of the quick start', () => {
  assert.deepEqual(listBlocks('README.md', 'sh'), [clone])
})

test('the commands of the quick start lead from nothing to a recorded request and a recorded refusal', async (t) => {
  const [start, echo = '', ...commands] = listBlocks(page, 'sh')
  assert.equal(start, clone)
  assert.equal(commands.length, 6)
  const login = /^login='([^']+)'$/m.exec(commands[0] ?? '')?.[1] ?? ''
  const machine = await readerMachine(t)

  const upstream = startCommand(machine.onThesePorts(echo), machine.env)
  t.after(() => upstream.end())
  await until('the echo upstream listens', () => upstream.output().includes('listens on'))
  await startAsReader(t, machine, login)

  const printed = await runBlocks(commands.map(machine.onThesePorts), machine.env)
  const [channel, client, first = '', transactions = '', refused = '', refusals = ''] = printed
  assert.equal(channel, 'Channel successfully created')
  assert.equal(client, 'Client successfully created')

  assert.match(first, /^HTTP\/1\.1 200 OK/)
  const [, body = ''] = first.split('\r\n\r\n')
  const promised = JSON.parse(listBlocks(page, 'json')[0] ?? '')
  const received = JSON.parse(body)
  assert.deepEqual({ ...received, headers: {} }, { ...promised, headers: {} })
  for (const name of Object.keys(promised.headers)) assert.ok(received.headers[name], `${name} is in the answer`)
  assert.equal(received.headers.authorization, undefined)

  const [transaction] = JSON.parse(transactions)
  assert.equal(transaction._id, received.headers['x-openhim-transactionid'])
  assert.equal(transaction.status, 'Successful')

  assert.match(refused, /^HTTP\/1\.1 401 /)
  const [refusal] = JSON.parse(refusals)
  assert.match(refusal.reason, /^The password of client "clinic-1" is wrong/)
})
