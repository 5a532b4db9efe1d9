import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import type { RefusalCode } from '@mediary/contract/operations/refusals'
import { remedies } from '../../console/src/messages/en/remedies.ts'
import { authority } from '../certificates.ts'
import { sendRaw } from '../raw-socket.ts'
import { until } from '../until.ts'
import { type Console, seen, startConsole } from './console.ts'
import { type Answer, basic, openRefusal, send } from './refusal-rows.ts'

// Refusals that no press resolves: the software, the line or the proxy of the client must change, or the server itself.

const shared = {} as Console
const password = 'a right password'
const authorization = basic('clinic', password)

before(async () => {
  const env = {
    MEDIARY_ROUTER_HEADERS_TIMEOUT: '400',
    MEDIARY_ROUTER_IDLE_TIMEOUT: '400',
    MEDIARY_ROUTER_HTTPS_PROXY_PROTOCOL: 'true',
    MEDIARY_TRUSTED_PROXIES: '127.0.0.1',
  }
  Object.assign(shared, await startConsole({ env }))
  const { program, upstream } = shared
  const xpath = { matchContentXpath: 'string(//a[count(//a[count(//a) > 0]) > 0])', matchContentValue: 'never' }
  await program.makeChannel({ name: 'lab', allow: ['nurse'] }, upstream.port)
  await program.makeChannel({ name: 'sealed', allow: ['nurse'], sealBodies: true }, upstream.port)
  await program.makeChannel({ name: 'costly', allow: ['nurse'], ...xpath }, upstream.port)
  await program.makeClient({ clientID: 'clinic', roles: ['nurse'], password })
  await program.makeClient({ clientID: 'guessed', roles: ['nurse'], password })
})
after(() => shared.end?.())

const raw = async (bytes: string): Promise<Answer> => {
  const text = await sendRaw(shared.program.ports.http, bytes)
  const [head = '', body = ''] = text.split('\r\n\r\n')
  const [, id = ''] = /X-Mediary-Refusal-ID: (\w+)/i.exec(head) ?? []
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), id, body }
}

/** Breaks a connection off after some bytes. */
async function breakOff(port: number, bytes: string) {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  await once(socket, 'connect')
  await new Promise((resolve) => socket.write(bytes, resolve))
  socket.destroy()
}

/** The newest refusal of a code: nobody was told its id. */
const findNewest = (code: RefusalCode): Promise<Answer> =>
  until(`a refusal has the code ${code}`, async () => {
    const [row] = await shared.program.get<{ _id: string; status: number }[]>(`/refusals?code=${code}&limit=1`)
    return row && { status: row.status, id: row._id, body: '' }
  })

async function guess() {
  const guesses = Array.from({ length: 12 }, (_, n) => basic('guessed', `a wrong password ${n}`))
  const answers = await Promise.all(guesses.map((wrong) => send(`${shared.program.http}/lab/1`, wrong)))
  return answers.find(({ status }) => status === 429) ?? assert.fail('all passwords were verified')
}

/** Sends more different requests in a second than are recorded one by one. */
async function flood() {
  let n = 0
  return until('a second has too many refusals', async () => {
    const round = Array.from({ length: 800 }, () => {
      const headers = { 'x-forwarded-for': `10.1.${n % 250}.${n >> 8}` }
      return send(`${shared.program.http}/nowhere/${n++}`, undefined, { headers }).catch(() => undefined)
    })
    await Promise.all(round)
    const [row] = await shared.program.get<{ _id: string; status: number }[]>('/refusals?code=many&limit=1')
    return row && { status: row.status, id: row._id, body: '' }
  })
}

/** Takes a trusted certificate out of the store while a route names it, as no call of the API can. */
async function damageStore() {
  const { program, upstream } = shared
  const trusted = authority('Gone CA')
  assert.equal((await program.call('POST', '/keystore/ca/cert', { cert: trusted.pem })).status, 201)
  const certificates = await program.get<{ _id: string; commonName: string }[]>('/keystore/ca')
  const id = certificates.find(({ commonName }) => commonName === 'Gone CA')?._id ?? assert.fail()
  const route = { name: 'upstream', host: '127.0.0.1', port: upstream.port, primary: true, secured: true, cert: id }
  await program.makeChannel({ name: 'registry', allow: ['nurse'], routes: [route] }, upstream.port)
  const store = new DatabaseSync(join(program.folder, 'mediary.db'), { timeout: 10_000 })
  assert.equal(store.prepare('delete from certificates where id = ?').run(id).changes, 1)
  store.close()
  assert.equal((await program.call('POST', '/restart')).status, 200)
  return send(`${program.http}/registry/1`, authorization)
}

/** A file stands where the folder of the keys of sealed bodies must be. */
async function loseKeys() {
  const folder = join(shared.program.folder, 'body-keys')
  if (existsSync(folder)) renameSync(folder, `${folder}-aside`)
  writeFileSync(folder, '')
  return send(`${shared.program.http}/sealed/1`, authorization, { method: 'POST', body: 'a body' })
}

type Case = {
  code: RefusalCode
  status: number
  refused: () => Promise<Answer>
  learns: 'nothing' | 'the code' | 'no answer'
  link?: string
}

const head = 'HTTP/1.1\r\nHost: a\r\n'
const cases: Case[] = [
  { code: 'malformed', status: 400, refused: () => raw('NONSENSE\r\n\r\n'), learns: 'nothing' },
  { code: 'too-slow', status: 408, refused: () => raw(`GET /lab/1 ${head}X-Slow: `), learns: 'nothing' },
  {
    code: 'not-implemented',
    status: 501,
    refused: () => raw(`GET /lab/1 ${head}Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n`),
    learns: 'nothing',
  },
  {
    code: 'unknown-expectation',
    status: 417,
    refused: () => raw(`POST /lab/1 ${head}Content-Length: 0\r\nExpect: magic\r\n\r\n`),
    learns: 'nothing',
  },
  {
    code: 'client-gone',
    status: 400,
    async refused() {
      const start = `POST /lab/1 ${head}Authorization: ${authorization}\r\nContent-Length: 500\r\n\r\nonly this`
      await breakOff(shared.program.ports.http, start)
      return findNewest('client-gone')
    },
    learns: 'no answer',
  },
  {
    code: 'proxy-protocol',
    status: 400,
    async refused() {
      await breakOff(shared.program.ports.https, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
      return findNewest('proxy-protocol')
    },
    learns: 'no answer',
  },
  { code: 'too-many-passwords', status: 429, refused: guess, learns: 'nothing' },
  { code: 'many', status: 404, refused: flood, learns: 'no answer' },
  { code: 'no-route', status: 502, refused: damageStore, learns: 'the code', link: 'Open the channel' },
  { code: 'not-recorded', status: 503, refused: loseKeys, learns: 'the code' },
  {
    code: 'gateway-failed',
    status: 503,
    // An expression of the channel that takes longer than the gateway waits for the body of this client.
    refused: () =>
      send(`${shared.program.http}/costly/1`, authorization, {
        method: 'POST',
        body: `<r>${'<a/>'.repeat(20_000)}</r>`,
        headers: { 'content-type': 'text/xml' },
      }),
    learns: 'the code',
  },
]

for (const { code, status, refused: refuse, learns, link } of cases)
  test(`${code}: the caller learns ${learns}, the id finds the row, which says in words what helps`, async (t) => {
    const refused = await refuse()
    assert.equal(refused.status, status, refused.body)
    if (learns !== 'no answer') {
      const told: Record<string, unknown> = JSON.parse(refused.body)
      assert.equal(told.code, learns === 'the code' ? code : undefined, refused.body)
      assert.equal(told.refusalId, refused.id)
    }
    const { row } = await openRefusal(shared, t, refused.id)
    await seen(row.getByText(remedies[code]))
    const [stored] = await shared.program.get<{ code: string }[]>(`/refusals?id=${refused.id}`)
    assert.equal(stored?.code, code)
    if (link) await seen(row.getByRole('link', { name: link }))
  })
