import type { Certificates } from '../certificates.ts'
import type { Credentials, Scenario } from '../scenarios.ts'

/** The environment of a target: the common upstream, clients and certificates, its own folder and cores. */
export type Setting = {
  folder: string
  cores: string | undefined
  upstreamPort: number
  credentials: Credentials
  certificates: Certificates
  workers: number
}

export type Target = {
  name: string
  /** The root of the process tree that is measured. */
  pid: number
  url: (scenario: Scenario) => string
  /** How many answered requests stand in its record; undefined when it keeps none. */
  recorded?: () => Promise<Recorded>
  /** A server it leans on, whose CPU and write-ahead log are shown apart. */
  store?: { pid: number; walBytes: () => Promise<number> }
  stop: () => Promise<void>
}

export type Recorded = { successful: number; unfinished: number; other: number }

export const urls = (httpPort: number, httpsPort: number) => (scenario: Scenario) =>
  scenario.tls ? `https://127.0.0.1:${httpsPort}/bench/mtls` : `http://127.0.0.1:${httpPort}/bench/${scenario.name}`
