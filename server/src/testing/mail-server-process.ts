// A process of its own with mail servers for tests. Its parent starts each server by a message, and decides about each mail.
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

export type StartMessage = { server: number; cert: string; key: string; password: string }
export type VerdictMessage = { mail: number; isTaken: boolean }
export type MailMessage = { server: number; mail: number; to: string[]; source: string }
export type StartedMessage = { server: number; port: number }

let mails = 0
const verdicts = new Map<number, (isTaken: boolean) => void>()
const refuse = (responseCode: number) => Object.assign(new Error('refused'), { responseCode })

/** Resolves when the parent has the mail, so that it knows of it before the sender does. */
function ask(server: number, to: string[], source: string): Promise<boolean> {
  const verdict = Promise.withResolvers<boolean>()
  const mail = ++mails
  verdicts.set(mail, verdict.resolve)
  process.send?.({ server, mail, to, source } satisfies MailMessage)
  return verdict.promise
}

async function start({ server, cert, key, password: expected }: StartMessage) {
  const smtp = new SMTPServer({
    secure: true,
    cert,
    key,
    logger: false,
    onAuth: ({ username, password }, _session, done) =>
      username === 'mediary' && password === expected ? done(null, { user: username }) : done(refuse(535)),
    onRcptTo: ({ address }, _session, done) => done(address === 'nobody@example.org' ? refuse(550) : undefined),
    onData: (stream, { envelope }, done) => {
      const to = envelope.rcptTo.map(({ address }) => address)
      void text(stream)
        .then((source) => ask(server, to, source))
        .then((isTaken) => done(isTaken ? undefined : refuse(451)), done)
    },
  })
  // A client that breaks off ends its connection, not this process.
  smtp.on('error', () => undefined)
  await once(smtp.listen(0, '127.0.0.1'), 'listening')
  const { port } = smtp.server.address() as AddressInfo
  process.send?.({ server, port } satisfies StartedMessage)
}

process.on('message', (message: StartMessage | VerdictMessage) => {
  if ('server' in message) return void start(message)
  verdicts.get(message.mail)?.(message.isTaken)
  verdicts.delete(message.mail)
})
// The test has ended, however it ended.
process.on('disconnect', () => process.exit())
