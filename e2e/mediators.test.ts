import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Program, startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream, type Upstream } from './upstream.ts'

type Transaction = {
  status: string
  response: { status: number; body?: string }
  routes: { name: string }[]
  orchestrations: { name: string }[]
  autoRetry: boolean
}

let program: Program
let mediator: Upstream
/** What the mediator reports of a request, as soon as it has answered it. */
const reports = new Map<string, object[]>()
const refused: string[] = []

/** As OpenHIM's mediators do: 202 at once, the result later, under the id that came with the request. */
async function startMediator() {
  return startUpstream((seen, response) => {
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"accepted":true}')
    const id = String(seen.headers['x-openhim-transactionid'])
    for (const report of reports.get(seen.url) ?? [])
      program.call('PUT', `/transactions/${id}`, report).then(({ status, text }) => {
        if (status !== 200) refused.push(text)
      }, String)
  })
}

before(async () => {
  program = await startProgram({ workers: 1 })
  mediator = await startMediator()
  await program.makeChannel(
    { name: 'slow', authType: 'public', isAsynchronousProcess: true, autoRetryEnabled: true },
    mediator.port,
  )
})
after(async () => {
  await program.end()
  await mediator.stop()
})

async function ask(path: string, ...said: object[]) {
  reports.set(path, said)
  const answer = await fetch(program.http + path, { method: 'POST', body: 'the request' })
  assert.equal(answer.status, 202)
  await answer.arrayBuffer()
  return answer.headers.get('x-openhim-transactionid')
}
const shown = (id: string | null) => program.get<Transaction>(`/transactions/${id}`)

test('a mediator that answers 202 and reports at once ends the transaction: record, metrics and live updates say so', async () => {
  const live = await fetch(`${program.base}/live-updates`, {
    headers: { authorization: program.authorization, accept: 'text/event-stream' },
  })
  const heard = { text: '' }
  const reader = live.body?.getReader()
  const listen = async () => {
    for (let read = await reader?.read(); read?.value; read = await reader?.read())
      heard.text += Buffer.from(read.value).toString()
  }
  const listening = listen()
  const id = await ask(
    '/slow/report',
    { $push: { routes: { name: 'lab', response: { status: 200, body: 'blood' } } } },
    { status: 'Successful', response: { status: 200, body: 'done' }, orchestrations: [{ name: 'sent on' }] },
  )
  const transaction = await until('the mediator has reported', async () => {
    const one = await shown(id)
    return one.status === 'Successful' && one.routes.length ? one : undefined
  })
  assert.equal(transaction.response.body, 'done')
  assert.deepEqual(
    transaction.orchestrations.map(({ name }) => name),
    ['sent on', 'upstream'],
  )
  const [from, to] = [Date.now() - 86_400_000, Date.now() + 86_400_000]
  await until('the metrics have moved', async () => {
    const [metric] = await program.get<{ successful: number; processing: number }[]>(
      `/metrics?startDate=${from}&endDate=${to}`,
    )
    return metric?.successful === 1 && metric.processing === 0
  })
  await until('who watches was told', () => heard.text.includes('"metrics"'))
  await reader?.cancel()
  await listening
  assert.deepEqual(refused, [])
})

test('an error that a mediator reports queues the transaction for a retry', async () => {
  const id = await ask('/slow/error', { status: 'Failed', error: { message: 'the laboratory is closed' } })
  await until('it waits to be repeated', async () => (await shown(id)).autoRetry)
})
