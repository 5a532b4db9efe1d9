// Large libraries that many installations never use. Each is loaded when something first asks for it, in the middle of a
// function that cannot wait. Each is an entry of `rolldown.config.js`.
import { createRequire } from 'node:module'
import { entryPoint } from '../files/program-files.ts'

type Json = typeof import('./json-path.ts')
type Postgres = typeof import('./postgres.ts')
type X509 = typeof import('./x509.ts')
type Xml = typeof import('./xml.ts')

const require = createRequire(import.meta.url)

function whenAsked<T>(source: string): () => T {
  const load = (): T => require(entryPoint(source))
  let loaded: T | undefined
  return () => (loaded ??= load())
}

export const jsonPath = whenAsked<Json>('platform/libraries/json-path.ts')
export const postgresDriver = whenAsked<Postgres>('platform/libraries/postgres.ts')
export const x509 = whenAsked<X509>('platform/libraries/x509.ts')
export const xml = whenAsked<Xml>('platform/libraries/xml.ts')
