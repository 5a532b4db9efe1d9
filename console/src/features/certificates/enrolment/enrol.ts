import { authorityApi } from '@mediary/contract/keystore/authority'
import { call } from '../../../lib/api/call.ts'
import type { newRequest } from './keys.ts'
import { pemOf } from './pem.ts'
import { nameIn, writePkcs12 } from './pkcs12.ts'

export { newRequest } from './keys.ts'

export type Asked = Awaited<ReturnType<typeof newRequest>>

/** Spends the code. The key stays here: only the request is sent. */
export async function enrol({ keys, csr }: Asked, { code, passphrase }: { code: string; passphrase: string }) {
  const { certificate, chain } = await call(authorityApi.enrol, { body: { code, csr } })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  const pkcs12 = passphrase ? await writePkcs12({ key, certificates: [certificate, chain], passphrase }) : undefined
  return { name: nameIn(certificate) ?? '', certificate, chain, key: pemOf('PRIVATE KEY', key), pkcs12 }
}
