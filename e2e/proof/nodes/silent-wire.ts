// A way to PostgreSQL on which the connection that hears other nodes can fall silent, as behind a router that forgets it.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type SilentWire = Awaited<ReturnType<typeof startSilentWire>>

const listening = 'listen mediary_changes'

/** Passes everything on. From `silence` on nothing passes any more on connections that listen, and nobody closes them. */
export async function startSilentWire(url: string) {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  const state = { silent: false }
  const server = createServer((client) => {
    const database = connect(Number(target.port), target.hostname)
    const wire = { listens: false }
    const pass = (from: Socket, to: Socket) => {
      sockets.add(from)
      from.on('data', (bytes: Buffer) => {
        if (from === client && bytes.includes(listening)) wire.listens = true
        if (!(wire.listens && state.silent)) to.write(bytes)
      })
      from.on('close', () => {
        sockets.delete(from)
        to.destroy()
      })
      from.on('error', () => undefined)
    }
    pass(client, database)
    pass(database, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the wire has no port')
  return {
    url: Object.assign(new URL(url), { port: String(address.port) }).toString(),
    silence() {
      state.silent = true
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
