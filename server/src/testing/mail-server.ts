import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { after } from 'node:test'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { issue } from './certificates.ts'

type Mail = { to: string[]; source: string }

const servers = new Set<SMTPServer>()
after(() => {
  for (const server of servers) server.close()
})

/**
 * A mail server that demands TLS and a password. It keeps what it accepts, refuses `nobody@example.org`, and fails while
 * `broken` is set.
 */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const { cert, key } = await issue({ subject: 'CN=localhost', names: ['localhost'] })
  const mails: Mail[] = []
  const state = { broken: false }
  const server = new SMTPServer({
    secure: true,
    cert,
    key,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      username === 'mediary' && password === 'correct horse'
        ? done(null, { user: username })
        : done(Object.assign(new Error('wrong password'), { responseCode: 535 })),
    onRcptTo: ({ address }, _session, done) =>
      done(address === 'nobody@example.org' ? Object.assign(new Error('unknown'), { responseCode: 550 }) : undefined),
    onData: (stream, { envelope }, done) =>
      void text(stream).then((source) => {
        if (state.broken) return done(Object.assign(new Error('later'), { responseCode: 451 }))
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), source })
        done()
      }, done),
    ...options,
  })
  server.on('error', () => undefined)
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.server.address() as AddressInfo
  servers.add(server)
  const settings = {
    host: 'localhost',
    port,
    security: 'tls',
    user: 'mediary',
    password: 'correct horse',
    from: 'mediary@example.org',
    ca: cert,
  }
  return { mails, state, settings, cert }
}
