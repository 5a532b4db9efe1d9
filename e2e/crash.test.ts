import assert from 'node:assert/strict'
import { Agent, request as httpRequest } from 'node:http'
import { test } from 'node:test'
import { newDatabaseUrl } from '../server/src/testing/stores.ts'
import type { Transaction } from './api.ts'
import { startProgram } from './program.ts'
import { until } from './until.ts'
import { startUpstream } from './upstream.ts'

/** Sends requests until told to stop, and remembers which were answered with what. */
function load(base: string, authorization: string, connections: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const answered = new Map<string, string>()
  const state = { going: true, sent: 0, failed: 0 }

  const one = (n: number) =>
    new Promise<void>((resolve) => {
      const outgoing = httpRequest(
        `${base}/lab/${n}`,
        { agent, headers: { authorization }, method: n % 3 ? 'GET' : 'POST' },
        (response) => {
          const id = String(response.headers['x-openhim-transactionid'] ?? '')
          response.resume()
          // Only an answer whose last byte arrived is an answer.
          response.on('end', () => {
            if (response.complete && response.statusCode === 200) answered.set(String(n), id)
          })
          response.on('close', resolve)
        },
      )
      outgoing.on('error', () => {
        state.failed++
        setTimeout(resolve, 5)
      })
      outgoing.end(n % 3 ? undefined : `body ${n}`)
    })

  const sender = async () => {
    while (state.going) await one(state.sent++)
  }
  const senders = Array.from({ length: connections }, sender)
  return {
    answered,
    state,
    async stop() {
      state.going = false
      await Promise.all(senders)
      agent.destroy()
    },
  }
}

for (const engine of ['sqlite', 'postgres'] as const) {
  test(`SIGKILL of a worker or of everything, under load, loses no answer and forwards nothing unrecorded (${engine})`, async (context) => {
    const upstream = await startUpstream()
    const databaseUrl =
      engine === 'postgres' ? await newDatabaseUrl('postgres', (cleanUp) => context.after(cleanUp)) : undefined
    const program = await startProgram({ workers: 2, ...(databaseUrl && { databaseUrl }) })
    context.after(async () => {
      await program.end()
      await upstream.stop()
    })
    await program.makeChannel({ name: 'lab' }, upstream.port)
    await program.makeClient({ clientID: 'clinic-1', customTokenID: 'token-of-clinic' })
    const running = load(program.http, 'Custom token-of-clinic', 16)
    context.after(running.stop)
    const progress = (more: number) => {
      const goal = running.answered.size + more
      return until(`${more} more requests are answered`, () => running.answered.size >= goal, 60_000)
    }

    await progress(200)
    for (let round = 0; round < 3; round++) {
      const [victim] = program.workers()
      assert.ok(victim)
      process.kill(victim, 'SIGKILL')
      await progress(200)
    }
    for (let round = 0; round < 2; round++) {
      await program.killAll()
      await program.startAgain()
      await progress(200)
    }
    await running.stop()
    await compare(program, upstream, running.answered)
  })
}

type Program = Awaited<ReturnType<typeof startProgram>>

async function compare(
  program: Program,
  upstream: Awaited<ReturnType<typeof startUpstream>>,
  answered: Map<string, string>,
) {
  const recorded = await until('nothing is left unfinished', async () => {
    const all = await everyTransaction(program)
    return all.some(({ status }) => status === 'Processing') ? undefined : all
  })
  const byId = new Map(recorded.map((transaction) => [transaction._id, transaction]))
  for (const [n, id] of answered) {
    const transaction = byId.get(id)
    assert.equal(transaction?.request.path, `/lab/${n}`, `request ${n} was answered and is not recorded`)
    assert.equal(
      transaction?.status,
      'Successful',
      `request ${n} was answered, and its record says ${transaction?.status}`,
    )
  }
  const forwarded = upstream.seen.map(({ headers }) => String(headers['x-openhim-transactionid']))
  assert.equal(new Set(forwarded).size, forwarded.length, 'nothing is forwarded twice')
  assert.deepEqual(
    forwarded.filter((id) => !byId.has(id)),
    [],
    'nothing is forwarded without a record',
  )
  const interrupted = recorded.filter(({ status }) => status === 'Failed')
  assert.ok(
    interrupted.every(({ error }) => /Interrupted/.test(error?.message ?? '')),
    'only what was cut off has failed',
  )
}

async function everyTransaction(program: Program) {
  const all: Transaction[] = []
  for (;;) {
    const last = all.at(-1)?._id
    const page = await program.get<Transaction[]>(`/transactions?filterLimit=1000${last ? `&before=${last}` : ''}`)
    if (page.length === 0) return all
    all.push(...page)
  }
}
