/** Reads PEM (RFC 7468) as people paste it: with its lines joined, with `\\n` for line ends, with the labels of other programs. */
import { readDer } from '../platform/der.ts'

type PemBlock = { label: string; text: string }

const begins = /-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,39})-----/g
const lineLength = 64

/** OpenSSL writes the first two for certificates (`-trustout`, and its oldest versions). */
const certificateLabels = ['TRUSTED CERTIFICATE', 'X509 CERTIFICATE', 'CERTIFICATE']

/**
 * The blocks of a PEM text, in their order; what stands between them is commentary. A block that is cut off has an empty
 * text.
 */
export function pemBlocks(pem: string): PemBlock[] {
  const text = pem.replaceAll('\\r', '').replaceAll('\\n', '\n')
  const starts = [...text.matchAll(begins)]
  return starts.map(({ 0: line, 1: label = '', index }, i) => {
    const from = index + line.length
    const next = starts[i + 1]?.index ?? text.length
    const end = text.slice(from, next).indexOf(`-----END ${label}-----`)
    if (end === -1) return { label, text: '' }
    const lines = readLines(text.slice(from, from + end))
    return normalise(label, lines)
  })
}

/** The headers of an encrypted key (RFC 1421), and base64 in lines of 64 characters. */
function readLines(body: string): { headers: string[]; base64: string } {
  const headers = /^\s*Proc-Type:\s*(\S+)\s+DEK-Info:\s*(\S+)/.exec(body)
  const base64 = body.slice(headers?.[0].length ?? 0).replace(/\s+/g, '')
  return { headers: headers ? [`Proc-Type: ${headers[1]}`, `DEK-Info: ${headers[2]}`, ''] : [], base64 }
}

function normalise(label: string, { headers, base64 }: ReturnType<typeof readLines>): PemBlock {
  if (!certificateLabels.includes(label)) return { label, text: toPem(label, base64, headers) }
  // What OpenSSL trusts a certificate for follows it.
  const der = label === 'TRUSTED CERTIFICATE' ? readFirst(Buffer.from(base64, 'base64')) : base64
  return { label: 'CERTIFICATE', text: toPem('CERTIFICATE', der) }
}

function readFirst(bytes: Buffer) {
  try {
    return readDer(bytes).encoded.toString('base64')
  } catch {
    return ''
  }
}

const toPem = (label: string, base64: string, headers: string[] = []) =>
  [
    `-----BEGIN ${label}-----`,
    ...headers,
    ...(base64.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? []),
    `-----END ${label}-----\n`,
  ].join('\n')

/** Puts DER in base64 that came without a frame into one. */
export const asPem = (text: string, label: string) =>
  text.includes('-----BEGIN') || !/^[A-Za-z0-9+/=\s]{64,}$/.test(text) ? text : toPem(label, text.replace(/\s/g, ''))
