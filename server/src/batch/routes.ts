// Answers several reads in one call. Each of them is a request of its own inside the server, so it passes the same checks,
// leaves the same audits and has the same answer as if it had come alone. See decision 0074.
import { AsyncLocalStorage } from 'node:async_hooks'
import { type BatchAnswer, isBatchable, jsonSequence, recordSeparator } from '@mediary/contract/api/batch'
import { batchApi } from '@mediary/contract/api/batch-api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { implement, type Require } from '../platform/http/implement.ts'
import { badRequest } from '../platform/http/problem.ts'

/** What belongs to one connection, or to the answer as a whole. */
const ownHeaders = new Set(['connection', 'content-length', 'date', 'keep-alive', 'set-cookie', 'transfer-encoding'])
/** What a read must not take from the batch: the coding of the whole answer, and what the proxies have said already. */
const wholeHeaders = ['accept-encoding', 'connection', 'content-length', 'forwarded', 'transfer-encoding', 'upgrade']

const batches = new AsyncLocalStorage<true>()

/** Adds the endpoint, and keeps what is no plain read out of batches. */
export function batchRoutes(app: FastifyInstance, require: Require) {
  app.addHook('onRequest', async ({ routeOptions }) => {
    const { endpoint } = routeOptions.config
    if (batches.getStore() && !(endpoint && isBatchable(endpoint))) throw badRequest('not-in-a-batch')
  })

  implement(app, require, batchApi, {
    read: async ({ query }, { request, reply }) => {
      reply.type(jsonSequence)
      // They begin here, inside the call: what sends the answer later is outside of it.
      const answers = batches.run(true, () => query.get.map((address, index) => answer(app, request, address, index)))
      return writeRecords(answers)
    },
  })
}

async function answer(app: FastifyInstance, batch: FastifyRequest, url: string, index: number): Promise<BatchAnswer> {
  const headers = Object.fromEntries(Object.entries(batch.headers).filter(([name]) => !wholeHeaders.includes(name)))
  try {
    const {
      statusCode,
      headers: given,
      payload,
    } = await app.inject({
      method: 'GET',
      url,
      headers: { ...headers, accept: 'application/problem+json, application/json' },
      remoteAddress: batch.socket.remoteAddress ?? '',
    })
    return { index, status: statusCode, headers: selectHeaders(given), body: payload }
  } catch {
    // The server is about to close.
    return { index, status: 503, headers: {}, body: '' }
  }
}

const selectHeaders = (headers: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      ownHeaders.has(name) || value === undefined ? [] : [[name, String(value)]],
    ),
  )

/** Yields each answer as soon as it is there: none waits for a slower one. */
async function* writeRecords(answers: Promise<BatchAnswer>[]): AsyncGenerator<Uint8Array> {
  const pending = new Map(answers.map((answer, index) => [index, answer]))
  while (pending.size > 0) {
    const next = await Promise.race(pending.values())
    pending.delete(next.index)
    yield Buffer.from(`${recordSeparator}${JSON.stringify(next)}\n`)
  }
}
