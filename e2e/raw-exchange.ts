import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { type Exchange, generateBytes, type Interim, measureSize } from './exchanges.ts'
import { Incoming, type Message, readMessage, writeInterim, writeMessage } from './wire.ts'

/** An answer as a client got it, with what came before it. */
export type Got = Message & { interim: Interim[] }

/** The planned answers of an upstream, by the word that the path begins with. */
export type Plans = Map<string, Exchange>

export type PlannedUpstream = Awaited<ReturnType<typeof startPlannedUpstream>>

const readNumber = (line: string) => /^\S+ \/d\/(\w+)\//.exec(line)?.[1] ?? ''

/** Believes what it reads, answers as planned, and keeps what it has seen. */
export async function startPlannedUpstream(plans: Plans) {
  const seen = new Map<string, Message>()
  const serve = async (socket: Socket) => {
    const incoming = new Incoming(socket)
    for (;;) {
      const message = await readMessage(incoming, { untilEnd: false })
      if (!message) return
      const number = readNumber(message.line)
      seen.set(number, message)
      const plan = plans.get(number)
      if (!plan) return void socket.destroy()
      await answer(socket, plan)
      if (plan.answer.framing === 'close') return void socket.end()
    }
  }
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    serve(socket).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, seen, stop: () => void server.close() }
}

async function answer(socket: Socket, { method, answer: { interim, content, ...planned } }: Exchange) {
  for (const { status, headers } of interim) writeInterim(socket, status, headers)
  await writeMessage(socket, {
    ...planned,
    line: `HTTP/${planned.version} ${planned.status} ${planned.reason}`,
    // The head of an answer to HEAD tells of a body that does not come.
    body: method === 'HEAD' ? [] : generateBytes(content),
    ...(method === 'HEAD' && planned.framing === 'chunked' && { framing: 'close' as const }),
    size: measureSize(content),
  })
}

/** Sends the request over a connection of its own and reads the answer to its end. */
export async function ask(
  port: number,
  number: string,
  { method, target, content, ...request }: Exchange,
): Promise<Got> {
  const socket = connect(port, '127.0.0.1')
  const failed = once(socket, 'error').then(([error]) => Promise.reject(error as Error))
  failed.catch(() => undefined)
  await once(socket, 'connect')
  const incoming = new Incoming(socket)
  const reading = readAnswer(incoming, method)
  reading.catch(() => undefined)
  await writeMessage(socket, {
    line: `${method} /d/${number}${target} HTTP/1.1`,
    headers: [['Host', '127.0.0.1'], ...request.headers],
    framing: request.framing,
    body: generateBytes(content),
    size: measureSize(content),
    trailers: request.trailers,
  })
  const got = await reading
  socket.destroy()
  return got
}

async function readAnswer(incoming: Incoming, method: string): Promise<Got> {
  const interim: Interim[] = []
  const bodyless = (line: string) => method === 'HEAD' || / (1..|204|304)( |$)/.test(line)
  for (;;) {
    const message = await readMessage(incoming, { untilEnd: true, bodyless })
    if (!message) throw new Error('no answer')
    const status = Number(message.line.split(' ')[1])
    if (status >= 200) return { ...message, interim }
    // The gateway tells who asks first to go on; an upstream is not asked.
    if (status !== 100) interim.push({ status, headers: message.headers })
  }
}
