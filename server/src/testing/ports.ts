import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type ListenOptions, type Server } from 'node:net'

// Below the ports that systems give to outgoing connections and to tests that listen on port 0 (32768 and up on Linux,
// 49152 and up elsewhere): none of these takes it between the choice and the use. Browsers and fetch refuse none of them.
const range = { from: 20_000, to: 32_000 }
const given = new Set<number>()

/** A port of loopback that nothing listens on and no other test process was given, for a program that must be told its port. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(range.from, range.to)
    if (given.has(port)) continue
    given.add(port)
    if ((await claimPort(port)) && (await listens({ port, host: '127.0.0.1' }, close))) return port
  }
}

/**
 * Claims a port for this process among all test processes, until it ends. False when another has it. Only Linux has sockets
 * that need no file and go with their process.
 */
export const claimPort = async (port: number): Promise<boolean> =>
  process.platform !== 'linux' || listens({ path: `\0mediary-test-port-${port}` }, (server) => server.unref())

async function listens(where: ListenOptions, then: (server: Server) => unknown) {
  const server = createServer().listen(where)
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  await then(server)
  return true
}

async function close(server: Server) {
  server.close()
  await once(server, 'close')
}
