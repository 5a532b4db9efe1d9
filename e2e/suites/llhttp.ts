import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Transaction } from '../api.ts'
import type { Program } from '../program.ts'
import { until } from '../until.ts'
import type { Upstream } from '../upstream.ts'
import { countOutcomes, type Outcome } from './outcome.ts'

/** A fixture that the gateway does not answer is cut off after so many milliseconds: some end in the middle of a request. */
const answerTimeout = 250

/** Replaces the escapes of a fixture by the bytes they stand for. */
const toBytes = (text: string) =>
  Buffer.from(
    text
      .replace(/\n$/, '')
      .replace(/\\\n/g, '')
      .replace(/\n/g, '\r\n')
      .replace(/\\r/g, '\r')
      .replace(/\\n/g, '\n')
      .replace(/\\t/g, '\t')
      .replace(/\\f/g, '\f')
      .replace(/\\x([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  )

/** Returns the requests of the Markdown fixtures, each as it is and with a Host header in its first line of headers. */
function readFixtures(folder: string): Buffer[] {
  const files = readdirSync(join(folder, 'test/request')).map((name) => join(folder, 'test/request', name))
  const texts = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/^```http\n([\s\S]*?)^```/gm)])
  return texts.flatMap(([, text = '']) => {
    const bytes = toBytes(text)
    const end = bytes.indexOf('\r\n')
    const withHost = [bytes.subarray(0, end), Buffer.from('\r\nHost: a'), bytes.subarray(end)]
    return end === -1 ? [bytes] : [bytes, Buffer.concat(withHost)]
  })
}

async function sendRaw(port: number, bytes: Buffer) {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.resume().write(bytes)
  await Promise.race([once(socket, 'data'), once(socket, 'close'), wait(answerTimeout)])
  socket.destroy()
}

/**
 * Sends the request fixtures of llhttp (github.com/nodejs/llhttp) to a channel that anybody may use. What reached the
 * upstream must be what the record holds: method, target and body.
 */
export async function runLlhttp(folder: string, program: Program, upstream: Upstream): Promise<Outcome> {
  const fixtures = readFixtures(folder)
  const first = upstream.seen.length
  for (const bytes of fixtures) await sendRaw(program.ports.http, bytes)
  const seen = upstream.seen.slice(first)
  const cases = []
  for (const { method, url, body, headers } of seen) {
    const id = String(headers['x-openhim-transactionid'])
    const recorded = await until('the record holds what the upstream was sent', () =>
      program.get<Transaction>(`/transactions/${id}`).catch(() => undefined),
    )
    const { request } = recorded
    const target = request.path + (request.querystring && `?${request.querystring}`)
    const expected = `${method} ${url} ${body.toString('latin1')}`
    const actual = `${request.method} ${target} ${Buffer.from(request.body ?? '').toString('latin1')}`
    cases.push({ name: expected, isRight: actual === expected, detail: `recorded as ${actual}` })
  }
  return countOutcomes(`llhttp, ${fixtures.length} fixtures sent, those that reached the upstream`, cases)
}
