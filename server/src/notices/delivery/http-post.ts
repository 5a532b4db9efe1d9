import { lookup } from 'node:dns'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { DeliveryError, toDeliveryError } from './delivery-error.ts'

const timeout = 15_000
/** Bytes of an answer that are read and dropped. */
const maxAnswer = 64 * 1024

/**
 * Addresses that no receiver has: cloud platforms answer there with the secrets of a machine. Receivers in private networks are
 * usual in hospitals, and stay possible.
 */
function isForbidden(address: string) {
  const range = ipaddr.process(address).range()
  return range === 'linkLocal' || range === 'unspecified' || range === 'multicast' || range === 'broadcast'
}

const lookUpAllowed: LookupFunction = (hostname, options, callback) =>
  lookup(hostname, { ...options, all: true }, (error, found) => {
    const allowed = error ? [] : found.filter(({ address }) => !isForbidden(address))
    const [first] = allowed
    if (error) return callback(error, [])
    if (!first) return callback(Object.assign(new Error('forbidden address'), { code: 'FORBIDDEN_ADDRESS' }), [])
    return options.all ? callback(null, allowed) : callback(null, first.address, first.family)
  })

type Post = { url: string; headers: Record<string, string>; body: string; signal: AbortSignal }

/** Sends a request to a receiver. Follows no redirect, and reads nothing of the answer but its status. */
export async function post({ url, headers, body, signal }: Post): Promise<void> {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) && isForbidden(host)) throw new DeliveryError('unreachable', { detail: 'FORBIDDEN_ADDRESS' })
  try {
    const status = await send({ url, headers, body, signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]) })
    // Standard Webhooks: 410 says that the receiver wants no more.
    if (status < 200 || status > 299)
      throw new DeliveryError('refused', { detail: `HTTP ${status}`, isFinal: status === 410 })
  } catch (error) {
    throw toDeliveryError(error)
  }
}

/** Sends a request on a connection of its own; resolves with the status of its answer. */
async function send({ url, headers, body, signal }: Post): Promise<number> {
  const request = new URL(url).protocol === 'https:' ? requestHttps : requestHttp
  const sent = request(url, { method: 'POST', headers, signal, agent: false, lookup: lookUpAllowed })
  sent.end(body)
  const answer = await new Promise<IncomingMessage>((resolve, reject) =>
    sent.on('response', resolve).on('error', reject),
  )
  await dropBody(answer)
  return answer.statusCode ?? 0
}

async function dropBody(answer: IncomingMessage) {
  let bytes = 0
  for await (const chunk of answer) {
    bytes += chunk.length
    // Leaving the loop closes the connection.
    if (bytes > maxAnswer) return
  }
}
