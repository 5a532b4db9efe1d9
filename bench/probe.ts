import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import type { Certificates } from './certificates.ts'
import { responseBytes, type Scenario } from './scenarios.ts'
import type { Target } from './targets/target.ts'

export const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

/** A target is worth measuring only when it lets the right client in and keeps others out. */
export async function check(target: Target, scenario: Scenario, certificates: Certificates) {
  const known = await ask(target.url(scenario), scenario, certificates)
  if (known.status !== 200 || known.bytes !== responseBytes)
    throw new Error(`${target.name} answered ${scenario.title} with ${known.status} and ${known.bytes} bytes.`)
  const { authorization: _, ...anonymous } = scenario
  const unknown = await ask(target.url(scenario), anonymous, undefined).catch(() => ({ status: 401 }))
  // nginx answers 400 to a client without a certificate.
  if (![400, 401, 403].includes(unknown.status))
    throw new Error(`${target.name} answered ${scenario.title} without credentials with ${unknown.status}.`)
}

export const ask = (url: string, scenario: Scenario, certificates: Certificates | undefined) =>
  new Promise<{ status: number; bytes: number }>((resolve, reject) => {
    const client = certificates && readFileSync(certificates.client)
    const options = {
      method: scenario.method,
      agent: false,
      timeout: 10_000,
      headers: {
        ...(scenario.authorization && { authorization: scenario.authorization }),
        ...toContentHeaders(scenario),
      },
    }
    // Who the server is does not matter to the bench; loopback only.
    const tls = { rejectUnauthorized: false, ...(client && { cert: client, key: client }) }
    const request = scenario.tls ? httpsRequest(url, { ...options, ...tls }) : httpRequest(url, options)
    request.on('error', reject).on('timeout', () => request.destroy(new Error(`No answer from ${url}`)))
    request.on('response', (response) => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes })).on('error', reject)
    })
    request.end(scenario.body)
  })

const toContentHeaders = ({ body }: Scenario) =>
  body && { 'content-type': 'application/json', 'content-length': body.length }
