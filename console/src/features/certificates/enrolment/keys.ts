import { Utf8String } from 'asn1js'
import { AttributeTypeAndValue, CertificationRequest } from 'pkijs'
import { toPem } from './pem.ts'

export const commonName = '2.5.4.3'

/** Creates a key and a certificate request for it. The authority decides the name, not the request. */
export async function newRequest(): Promise<{ keys: CryptoKeyPair; csr: string }> {
  const keys = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify'])
  const request = new CertificationRequest({ version: 0, attributes: [] })
  request.subject.typesAndValues.push(
    new AttributeTypeAndValue({ type: commonName, value: new Utf8String({ value: 'enrolment' }) }),
  )
  await request.subjectPublicKeyInfo.importKey(keys.publicKey)
  await request.sign(keys.privateKey, 'SHA-256')
  return { keys, csr: toPem('CERTIFICATE REQUEST', request.toSchema(true).toBER(false)) }
}
