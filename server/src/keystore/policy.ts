import type { SecureContextOptions } from 'node:tls'
import type { Settings } from '../settings/settings.ts'

/** Returns the TLS options that all our listeners share. */
export const listenerTlsOptions = ({ minVersion, ciphers, curves }: Settings['tls']): SecureContextOptions => ({
  minVersion,
  ciphers: ciphers.join(':'),
  ecdhCurve: curves.join(':'),
  honorCipherOrder: true,
})

type Shown = Pick<Settings, 'tls' | 'tlsClientLookup' | 'certificates'>

export const toPolicy = ({ tls, tlsClientLookup, certificates }: Shown, mutualTls: boolean) => ({
  minVersion: tls.minVersion,
  ciphers: tls.ciphers,
  curves: tls.curves,
  apply: certificates.apply,
  lookup: tlsClientLookup.type,
  chainDepth: tlsClientLookup.depth,
  mutualTls,
})
