// The part of Deno's API that h1spec uses, on Node's sockets. Node loads this file before h1spec.
import { once } from 'node:events'
import { connect as openSocket } from 'node:net'

async function connect({ hostname, port }: { hostname: string; port: number }) {
  const socket = openSocket(port, hostname)
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  const state = { isClosed: false }
  return {
    write: async (bytes: Uint8Array) => void socket.write(bytes),
    close: () => {
      state.isClosed = true
      socket.destroy()
    },
    /** Resolves to the number of bytes read; null when the other side ends. */
    read: (into: Uint8Array) =>
      new Promise<number | null>((resolve) => {
        socket.once('data', (data) => {
          into.set(data.subarray(0, into.length))
          resolve(Math.min(data.length, into.length))
        })
        socket.once('close', () => state.isClosed || resolve(null))
      }),
  }
}

Object.assign(globalThis, { Deno: { args: process.argv.slice(2), exit: process.exit, connect } })
