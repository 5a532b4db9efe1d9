import { authorityApi } from '@mediary/contract/keystore/authority'
import { call } from '../../../lib/api/call.ts'
import type { newRequest } from './keys.ts'
import { toPem } from './pem.ts'
import { readCommonName, writePkcs12 } from './pkcs12.ts'

export { newRequest } from './keys.ts'

export type KeyRequest = Awaited<ReturnType<typeof newRequest>>

/** Exchanges the code for a certificate. The key stays in the browser: only the request is sent. */
export async function enrol({ keys, csr }: KeyRequest, { code, passphrase }: { code: string; passphrase: string }) {
  const { certificate, chain } = await call(authorityApi.enrol, { body: { code, csr } })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  const pkcs12 = passphrase ? await writePkcs12({ key, certificates: [certificate, chain], passphrase }) : undefined
  return { name: readCommonName(certificate) ?? '', certificate, chain, key: toPem('PRIVATE KEY', key), pkcs12 }
}
