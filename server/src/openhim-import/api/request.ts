// Sends a GET to the management API of an OpenHIM, and reads a bounded answer.

import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'
import { CommandError } from '../../platform/command-error.ts'

/** The API of a running OpenHIM. `trusted`: the file of its certificate, or of the authority that signed it. */
export type ApiAddress = { url: URL; trusted?: string | undefined }

type ApiAnswer = { status: number; body: Buffer }

/** An answer is longer than it may be. It is not read to its end. */
export class AnswerTooLarge extends Error {}

const timeout = 60_000

/** Returns a function that sends a GET with headers. It throws AnswerTooLarge, or one sentence when nothing answers. */
export function requester({ url, trusted }: ApiAddress) {
  const tls = trusted === undefined ? {} : trust(trusted)
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return (path: string, headers: Record<string, string>, maxBytes: number): Promise<ApiAnswer> => {
    const options: RequestOptions = { ...tls, headers: { accept: 'application/json', ...headers }, timeout }
    return new Promise<ApiAnswer>((resolve, reject) => {
      const outgoing = send(new URL(path, url), options, (answer) => {
        readBounded(answer, maxBytes).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject)
      })
      outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer for ${timeout / 1000} seconds`)))
      outgoing.on('error', reject)
      outgoing.end()
    }).catch((error: unknown) => {
      if (error instanceof AnswerTooLarge) throw error
      const reason = error instanceof Error ? error.message : String(error)
      throw new CommandError(`${url.origin} cannot be asked: ${reason}.${describeTrust(error)}`, { cause: error })
    })
  }
}

async function readBounded(answer: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer) {
    size += chunk.length
    if (size > maxBytes) {
      answer.destroy()
      throw new AnswerTooLarge()
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** OpenHIM's own certificate names no host: the very certificate of the file is accepted, whatever it names. */
function trust(file: string): Pick<RequestOptions, 'ca'> & { checkServerIdentity: typeof checkServerIdentity } {
  const ca = readFileSync(file, 'utf8')
  const { fingerprint256 } = readCertificate(ca, file)
  const check = (host: string, certificate: PeerCertificate) =>
    certificate.fingerprint256 === fingerprint256 ? undefined : checkServerIdentity(host, certificate)
  return { ca, checkServerIdentity: check }
}

function readCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch (error) {
    throw new CommandError(`${file} holds no certificate in PEM.`, { cause: error })
  }
}

const untrusted = /SELF_SIGNED|UNABLE_TO_|CERT_|ERR_TLS/

const describeTrust = (error: unknown) =>
  error instanceof Error && 'code' in error && untrusted.test(String(error.code))
    ? ' Give the file of its certificate with --trust.'
    : ''
