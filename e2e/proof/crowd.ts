import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Bad clients, in a process of their own: `node crowd.ts <kind> <http port> <https port> <how many>`; they go on until it is ended. */

export type Target = { http: number; https: number }
type Kind = (target: Target) => Promise<unknown>

const open = (port: number) =>
  new Promise<Socket>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => resolve(socket))
    socket.on('connect', () => resolve(socket))
  })

const closed = (socket: Socket) =>
  new Promise<void>((resolve) => (socket.destroyed ? resolve() : void socket.once('close', () => resolve())))

/** Sends at once, reads nothing but the end, and comes again. */
const sends =
  (bytes: () => string | Buffer, port: keyof Target = 'http'): Kind =>
  async (target) => {
    const socket = await open(target[port])
    socket.resume()
    socket.write(bytes())
    await Promise.race([closed(socket), pause(5_000)])
    socket.destroy()
  }

/** One byte now and then. */
const drips =
  (head: string, drip: string): Kind =>
  async ({ http }) => {
    const socket = await open(http)
    socket.resume()
    socket.write(head)
    while (!socket.destroyed) {
      await pause(500)
      socket.write(drip)
    }
  }

const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`
const post = (path: string, type: string, body: string) =>
  `POST ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
const xmlBomb = `<!DOCTYPE x [<!ENTITY l0 "ha">${laughs}]><x>&l9;</x>`
const jsonBomb = `${'['.repeat(30_000)}${']'.repeat(30_000)}`
const manyKeys = `{${Array.from({ length: 8_000 }, (_, i) => `"k${i}":{}`).join()}}`
const jwt = (payload: string) =>
  `Authorization: Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(payload).toString('base64url')}.\r\n`

export const kinds: Record<string, { many: number; act: Kind }> = {
  // To compare with: a client that does nothing bad, and does it as fast as it can.
  'an ordinary client': { many: 1, act: sends(() => get('/good')) },
  'slow heads': { many: 1000, act: drips('GET /good HTTP/1.1\r\nHost: a\r\nX-Slow: ', 'x') },
  'slow bodies': { many: 1000, act: drips('POST /good HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n', 'x') },
  'slow readers': {
    many: 1000,
    async act({ http }) {
      const socket = await open(http)
      socket.pause()
      socket.write(get('/large'))
      await Promise.race([closed(socket), pause(60_000)])
    },
  },
  'silent connections': {
    many: 1000,
    async act({ http }) {
      await closed(await open(http))
    },
  },
  'a flood of headers': { many: 1, act: sends(() => get('/good', `X: ${'x'.repeat(40_000)}\r\n`)) },
  'a flood of header lines': { many: 1, act: sends(() => get('/good', 'X: y\r\n'.repeat(2_500))) },
  'a flood of addresses': { many: 1, act: sends(() => get(`/${randomBytes(6_000).toString('hex')}`)) },
  'rubbish for TLS': { many: 1, act: sends(() => randomBytes(500), 'https') },
  'a JSON bomb': { many: 1, act: sends(() => post('/json', 'application/json', jsonBomb)) },
  'JSON of many keys': { many: 1, act: sends(() => post('/json', 'application/json', manyKeys)) },
  'an XML bomb': { many: 1, act: sends(() => post('/xml', 'text/xml', xmlBomb)) },
  'a regex bomb': { many: 1, act: sends(() => post('/regex', 'text/plain', 'a'.repeat(50_000))) },
  'wrong passwords': {
    many: 1,
    act: sends(() => get('/good', `Authorization: Basic ${randomBytes(12).toString('base64')}\r\n`)),
  },
  'forged tokens': { many: 1, act: sends(() => get('/good', jwt(randomBytes(3_000).toString('hex')))) },
}

if (import.meta.main) {
  const [name = '', http, https, many] = process.argv.slice(2)
  const kind = kinds[name]
  if (!kind) throw new Error(`there is no crowd "${name}"`)
  const one = async () => {
    for (;;) await kind.act({ http: Number(http), https: Number(https) }).catch(() => pause(10))
  }
  for (let i = 0; i < Number(many); i++) void one()
}
