import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Message = { status?: number; headers?: Record<string, string>; body?: string }
type Call = { name: string; primary?: boolean; request: Message; response: Message }
type Shown = { _id: string; response: Message; orchestrations: Call[]; routes: Call[] }

let program: Program
let mediator: Upstream

const document = {
  'x-mediator-urn': 'urn:mediator:shr',
  status: 'Successful',
  response: { status: 201, headers: { 'Content-Type': 'application/xml' }, body: '<stored/>' },
  orchestrations: [
    {
      name: 'store',
      request: { method: 'POST', headers: { Authorization: 'Bearer of-the-mediator' }, body: '<patient/>' },
      response: { status: 200, body: '<stored/>' },
    },
  ],
}

before(async () => {
  program = await startProgram({ workers: 1 })
  mediator = await startUpstream((_seen, response) => {
    response.writeHead(200, { 'content-type': 'application/json+openhim' }).end(JSON.stringify(document))
  })
  const to = (name: string) => ({ name, host: '127.0.0.1', port: mediator.port })
  await program.makeChannel(
    {
      name: 'shr',
      authType: 'public',
      routes: [
        { ...to('SHR'), primary: true, username: 'mediary', password: 'of-the-route' },
        { ...to('copy'), username: 'mediary', password: 'of-the-copy' },
      ],
    },
    mediator.port,
  )
})
after(async () => {
  await program.end()
  await mediator.stop()
})

test('management-api §10.2: a full transaction shows what each upstream got and answered, without a credential', async () => {
  const headers = { 'X-Api-Key': 'of-the-client', 'X-Clinic': 'Zomba', 'Content-Type': 'application/xml' }
  const answer = await fetch(`${program.http}/shr`, { method: 'POST', body: '<patient/>', headers })
  assert.deepEqual([answer.status, await answer.text()], [201, '<stored/>'])
  const id = answer.headers.get('x-openhim-transactionid') ?? ''
  // The client does not wait for what the second route did.
  const shown = await until('both routes are recorded', async () => {
    const one = await program.get<Shown>(`/transactions/${id}?filterRepresentation=full`)
    return one.routes.length > 0 ? one : undefined
  })

  const primary = shown.orchestrations.find((call) => call.primary)
  const { headers: sent = {}, body } = primary?.request ?? {}
  assert.equal(body, '<patient/>')
  assert.equal(sent['X-Clinic'] ?? sent['x-clinic'], 'Zomba')
  assert.deepEqual([sent.Authorization, sent['X-OpenHIM-TransactionID']], ['[not recorded]', id])
  assert.match(sent['X-Forwarded-For'] ?? '', /127\.0\.0\.1/)
  assert.equal(sent.Host ?? sent.host, undefined)
  assert.deepEqual([primary?.response.status, shown.response.status], [200, 201])
  assert.equal(primary?.response.headers?.['content-type'], 'application/json+openhim')
  const kept = JSON.parse(primary?.response.body ?? '')
  assert.deepEqual([kept.status, kept['x-mediator-urn']], ['Successful', 'urn:mediator:shr'])
  assert.equal(kept.orchestrations[0].request.headers.Authorization, '[not recorded]')

  const store = shown.orchestrations.find(({ name }) => name === 'store')
  assert.deepEqual([store?.request.body, store?.response.body], ['<patient/>', '<stored/>'])
  const [copy] = shown.routes
  assert.equal(copy?.request.headers?.Authorization, '[not recorded]')
  assert.equal(copy?.request.body, '<patient/>')
  assert.doesNotMatch(JSON.stringify(shown), /of-the-(client|route|copy|mediator)/)

  const [listed] = await program.get<Shown[]>('/transactions?filterLimit=1&filterRepresentation=full')
  assert.deepEqual(listed?.orchestrations, shown.orchestrations)
})
