/** OpenHIM's own library for mediators, unchanged from npm, against the whole program over TLS. */
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { type Program, startProgram } from './program.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Options = { username: string; password: string; apiURL: string; trustSelfSigned: boolean; urn: string }
type Callback<T> = (error: Error | null, result: T) => void
type Utils = {
  authenticate: (options: Options, done: Callback<{ salt: string; ts: string }>) => void
  registerMediator: (options: Options, document: object, done: Callback<undefined>) => void
  fetchConfig: (options: Options, done: Callback<Record<string, unknown>>) => void
  activateHeartbeat: (options: Options, interval: number) => NodeJS.EventEmitter
  deactivateHeartbeat: () => void
}
const utils: Utils = createRequire(import.meta.url)('openhim-mediator-utils')
const urn = 'urn:mediator:lab-orders'
const document = {
  urn,
  version: '1.0.0',
  name: 'Lab orders',
  endpoints: [{ name: 'Lab orders', host: '127.0.0.1', port: '4000', path: '/orders', type: 'http' }],
  configDefs: [{ param: 'labUrl', displayName: 'Laboratory', type: 'string' }],
  config: { labUrl: 'http://lab' },
}

let program: Program
let mediator: Upstream
let options: Options

before(async () => {
  program = await startProgram({ workers: 1, env: { MEDIARY_API_PROTOCOL: 'https' } })
  assert.match(program.base, /^https:/)
  const [username = '', password = ''] = atob(program.authorization.replace('Basic ', '')).split(':')
  options = { username, password, apiURL: program.base, trustSelfSigned: true, urn }
  mediator = await startUpstream((_seen, response) => {
    response.writeHead(200, { 'content-type': 'application/json+openhim' })
    response.end(
      JSON.stringify({
        'x-mediator-urn': urn,
        status: 'Successful',
        response: { status: 201, headers: { 'content-type': 'text/plain' }, body: 'ordered' },
        orchestrations: [
          {
            name: 'Ask the laboratory',
            request: { method: 'GET', path: '/lab', timestamp: new Date().toISOString() },
            response: { status: 200, body: 'free', timestamp: new Date().toISOString() },
          },
        ],
      }),
    )
  })
})
after(async () => {
  utils.deactivateHeartbeat()
  await program.end()
  await mediator.stop()
})

test('management-api §A.3: a mediator authenticates, registers twice and fetches its configuration', async () => {
  assert.ok((await promisify(utils.authenticate)(options)).salt)
  await promisify(utils.registerMediator)(options, document)
  await promisify(utils.registerMediator)(options, document)
  assert.deepEqual(await promisify(utils.fetchConfig)(options), { labUrl: 'http://lab' })
})

test('a configuration that an administrator changes reaches the mediator with a heartbeat', async () => {
  const received = new Promise((resolve, reject) => {
    const heartbeats = utils.activateHeartbeat(options, 100)
    heartbeats.once('config', resolve)
    heartbeats.once('error', reject)
  })
  const saved = await program.call('PUT', `/mediators/${urn}/config`, { labUrl: 'http://new-lab' })
  assert.equal(saved.status, 200, saved.text)
  assert.deepEqual(await received, { labUrl: 'http://new-lab' })
  const { mediators } = await program.get<{ mediators: Record<string, number> }>('/heartbeat')
  assert.equal(typeof mediators[urn], 'number')
})

test('gateway §10: what a mediator reports with its answer stands in the transaction', async () => {
  await program.makeChannel({ name: 'orders', authType: 'public' }, mediator.port)
  const answer = await fetch(`${program.http}/orders`)
  assert.deepEqual([answer.status, await answer.text()], [201, 'ordered'])
  const id = answer.headers.get('x-openhim-transactionid')
  const { orchestrations } = await program.get<{ orchestrations: { name: string }[] }>(`/transactions/${id}`)
  assert.ok(orchestrations.some(({ name }) => name === 'Ask the laboratory'))
})

test('a registration that cannot be taken is an error for the mediator', async () => {
  await assert.rejects(promisify(utils.registerMediator)(options, { ...document, version: 'one' }))
})
