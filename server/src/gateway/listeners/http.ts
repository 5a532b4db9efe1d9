import type { TlsOptions } from 'node:tls'
import { listenerTlsOptions } from '../../keystore/index.ts'
import type { Settings } from '../../settings/settings.ts'
import type { ClientGateway } from '../context.ts'
import { listDefaultHeaders } from '../shadow.ts'
import { createCloser } from './drain.ts'
import { createOwnServer, createOwnTlsServer } from './http1/server.ts'
import { createNodeServer, createNodeTlsServer } from './node-http/server.ts'
import { expectProxyHeaders } from './proxies/proxy-protocol.ts'

type TlsIdentity = { key: string; cert: string; trusted: string[]; tls: Settings['tls']; ticketKeys: Buffer }
type ListenerIdentity = TlsIdentity & { requestCertificate: boolean }

/** What reads and writes the messages of clients. The engine `node` is the switch for a defect of our own. */
const engines = {
  own: { createServer: createOwnServer, createTlsServer: createOwnTlsServer },
  node: { createServer: createNodeServer, createTlsServer: createNodeTlsServer },
}

/** Creates the listeners of HTTP and HTTPS. Both serve requests alike. */
export function listeners(gateway: ClientGateway, settings: Settings['router'], identity: ListenerIdentity) {
  // Any certificate may be presented; only one that verifies against the keystore's trust identifies a client.
  const tls: TlsOptions = {
    ...buildTlsContext(identity),
    requestCert: identity.requestCertificate,
    rejectUnauthorized: false,
    handshakeTimeout: 10_000,
  }
  const { createServer, createTlsServer } = engines[settings.engine]
  const defaults = listDefaultHeaders(gateway)
  const http = createServer(gateway, settings, defaults)
  const https = createTlsServer(gateway, settings, tls, [...defaults, ...buildTransportSecurity(settings)])
  if (settings.httpProxyProtocol) expectProxyHeaders(http.server, gateway)
  if (settings.httpsProxyProtocol) expectProxyHeaders(https.server, gateway)
  https.server.on('tlsClientError', (_error, socket) => socket.destroy())
  const closers = [http, https].map((one) => createCloser(one, gateway.log))
  /** Resolves when no connection is left. `replaced`: another worker takes the new connections. */
  const close = (replaced: boolean) => {
    // Answers that wait would hold up the end of the process.
    gateway.throttle.release()
    return Promise.all(closers.map((closeOne) => closeOne(replaced)))
  }
  return { http: http.server, https: https.server, close }
}

/** Tells browsers to use HTTPS only (RFC 6797). An upstream's own header replaces it. */
const buildTransportSecurity = ({ hstsSeconds }: Settings['router']) =>
  hstsSeconds > 0 ? ['Strict-Transport-Security', `max-age=${hstsSeconds}`] : []

// Short: a resumed session does not present its certificates again.
const sessionSeconds = 300

/** Builds the TLS context. Partial chains are allowed: to trust a certificate is not to trust its issuer. */
export const buildTlsContext = ({ key, cert, trusted, tls, ticketKeys }: TlsIdentity) => ({
  ...listenerTlsOptions(tls),
  key,
  cert,
  ca: trusted,
  allowPartialTrustChain: true,
  ticketKeys,
  sessionTimeout: sessionSeconds,
  sessionIdContext: 'mediary gateway',
})

/** Gives new connections this certificate and trust. Open connections keep theirs. */
export const renewTlsContext = (server: ReturnType<typeof listeners>['https'], identity: TlsIdentity) =>
  server.setSecureContext(buildTlsContext(identity))
