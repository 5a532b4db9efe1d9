import { createPublicKey } from 'node:crypto'
import { issue } from '@mediary/contract/problem'
import { asPem, pemBlocks, signing } from '../keystore/index.ts'
import { invalidRequest } from '../platform/http/problem.ts'
import { x509 } from '../platform/libraries/libraries.ts'

const minRsaBits = 2048

/**
 * The public key of a PKCS#10 request whose sender has shown that it holds the private one. Nothing else is taken from
 * it: whom a certificate names is ours to say.
 */
export async function readPublicKey(csr: string): Promise<signing.BrowserKey> {
  const blocks = pemBlocks(asPem(csr, 'CERTIFICATE REQUEST'))
  const block = blocks.find(({ label }) => /^(NEW )?CERTIFICATE REQUEST$/.test(label))
  if (!block?.text) throw invalidRequest([issue('csr', 'no-pem-request')])
  const request = await parseRequest(block.text.replaceAll('NEW CERTIFICATE', 'CERTIFICATE'))
  const key = createPublicKey({ key: Buffer.from(request.publicKey.rawData), format: 'der', type: 'spki' })
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {}
  if (modulusLength !== undefined && modulusLength < minRsaBits)
    throw invalidRequest([issue('csr', 'request-key-too-short', { bits: modulusLength, min: minRsaBits })])
  if (modulusLength === undefined && !['prime256v1', 'secp384r1', 'secp521r1'].includes(namedCurve ?? ''))
    throw invalidRequest([issue('csr', 'request-key-unsupported')])
  return signing.exportPublicKey(request)
}

async function parseRequest(pem: string) {
  try {
    const request = new (x509().Pkcs10CertificateRequest)(pem)
    if (await request.verify(signing.engine)) return request
  } catch {
    throw invalidRequest([issue('csr', 'request-unreadable')])
  }
  throw invalidRequest([issue('csr', 'request-not-self-signed')])
}
