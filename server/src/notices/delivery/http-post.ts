import { lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { Agent, request } from 'undici'
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
  const dispatcher = new Agent({
    connect: { timeout, lookup: lookUpAllowed },
    headersTimeout: timeout,
    bodyTimeout: timeout,
  })
  try {
    const answer = await request(url, { method: 'POST', headers, body, dispatcher, signal })
    await answer.body.dump({ limit: maxAnswer })
    const { statusCode } = answer
    // Standard Webhooks: 410 says that the receiver wants no more.
    if (statusCode < 200 || statusCode > 299)
      throw new DeliveryError('refused', { detail: `HTTP ${statusCode}`, isFinal: statusCode === 410 })
  } catch (error) {
    throw toDeliveryError(error)
  } finally {
    dispatcher.destroy().catch(() => undefined)
  }
}
