import { keystoreApi } from '../keystore.ts'
import { authorityApi } from './authority.ts'

/** All endpoints of certificates, by concept. */
export const keystoreApis = {
  keystore: keystoreApi,
  authority: authorityApi,
}
