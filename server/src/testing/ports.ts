import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'

// Below the ports that systems give to outgoing connections and to tests that listen on port 0 (32768 and up on Linux,
// 49152 and up elsewhere): none of these takes it between the choice and the use. Browsers and fetch refuse none of them.
const range = { from: 20_000, to: 32_000 }
const given = new Set<number>()

/** A port of loopback that nothing listens on, for a program that must be told its port. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(range.from, range.to)
    if (given.has(port)) continue
    given.add(port)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number) {
  const server = createServer().listen(port, '127.0.0.1')
  try {
    await once(server, 'listening')
  } catch {
    return false
  }
  server.close()
  await once(server, 'close')
  return true
}
