import { type ChildProcess, fork } from 'node:child_process'
import { after } from 'node:test'
import { issue } from './certificates.ts'
import type { MailMessage, StartedMessage, StartMessage, VerdictMessage } from './mail-server-process.ts'

type Mail = { to: string[]; source: string }
type Server = { mails: Mail[]; state: { broken: boolean }; port: PromiseWithResolvers<number> }

const servers: Server[] = []
let program: ChildProcess | undefined
after(() => program?.kill('SIGKILL'))

/** Starts the process of all mail servers of these tests. It ends when they have ended, however they do. */
function startProcess(): ChildProcess {
  const started = fork(new URL('mail-server-process.ts', import.meta.url), { execArgv: [] })
  started.on('message', (message: MailMessage | StartedMessage) => {
    const server = servers[message.server]
    if ('port' in message) return server?.port.resolve(message.port)
    const isTaken = server?.state.broken === false
    if (isTaken) server.mails.push({ to: message.to, source: message.source })
    started.send({ mail: message.mail, isTaken } satisfies VerdictMessage)
  })
  started.on('exit', () => {
    for (const { port } of servers) port.reject(new Error('the process of the mail servers ended'))
  })
  return started
}

/**
 * A mail server in a process of its own, which demands TLS and a password. It keeps what it accepts, refuses
 * `nobody@example.org`, and fails while `broken` is set.
 */
export async function startMailServer({ password } = { password: 'correct horse' }) {
  const { cert, key } = await issue({ subject: 'CN=localhost', names: ['localhost'] })
  program ??= startProcess()
  const mails: Mail[] = []
  const state = { broken: false }
  const port = Promise.withResolvers<number>()
  const server = servers.push({ mails, state, port }) - 1
  program.send({ server, cert, key, password } satisfies StartMessage)
  const settings = {
    host: 'localhost',
    port: await port.promise,
    security: 'tls',
    user: 'mediary',
    password,
    from: 'mediary@example.org',
    ca: cert,
  }
  return { mails, state, settings }
}
