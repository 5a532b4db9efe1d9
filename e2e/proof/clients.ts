import { setTimeout as pause } from 'node:timers/promises'
import { answerTo, digest, type Numbered, numbered } from './numbered.ts'
import { type Seeded, seeded } from './seeded.ts'
import { type Answer, openWire, type Wire } from './wire.ts'

/** The history that a client has of one request. `answered` is undefined when the answer did not arrive whole. */
export type Sent = {
  n: number
  connection: number
  at: number
  answered?: { at: number; status: number; transactionId: string | undefined; right: boolean }
}

export type Clients = ReturnType<typeof startClients>

type Options = { http: number; https: number; authorization: string; connections: number; seed: number; first: number }

/** Clients that send numbered requests, each number once, over connections of their own, and remember what came back. */
export function startClients({ http, https, authorization, connections, seed, first }: Options) {
  const sent: Sent[] = []
  const state = { going: true, next: first, connection: 0, answered: 0 }

  const opened = async (c: number) => {
    const secure = c % 4 === 3
    return openWire(secure ? https : http, secure)
  }

  const sendOn = async (wire: Wire, draw: Seeded) => {
    const connection = ++state.connection
    while (state.going && wire.isOpen()) {
      const batch = draw.below(6) === 0 ? 3 : 1
      const requests = Array.from({ length: batch }, () => numbered(state.next++))
      const entries = requests.map(({ n }): Sent => ({ n, connection, at: Date.now() }))
      sent.push(...entries)
      const answers = await wire.exchange(requests.map((request) => formatRequest(request, authorization)))
      for (const [i, answer] of answers.entries()) note(entries[i], requests[i], answer)
      await pause(draw.below(25))
    }
    wire.end()
  }

  const note = (entry: Sent | undefined, request: Numbered | undefined, answer: Answer | undefined) => {
    if (!entry || !request || !answer) return
    const transactionId = answer.headers.get('x-openhim-transactionid')
    const right = digest(answer.body) === digest(answerTo(request))
    entry.answered = { at: Date.now(), status: answer.status, transactionId, right }
    state.answered++
  }

  const client = async (c: number) => {
    const draw = seeded(seed * 1000 + c)
    while (state.going) {
      const wire = await opened(c).catch(() => undefined)
      if (wire) await sendOn(wire, draw)
      else await pause(20)
    }
  }

  const clients = Array.from({ length: connections }, (_, c) => client(c))
  return {
    sent,
    next: () => state.next,
    answered: () => state.answered,
    /** Whether a request that was sent after that moment has been answered with success. */
    servedSince: (moment: number) =>
      sent.slice(-2000).some(({ at, answered }) => at >= moment && answered?.status === 200),
    /** The longest time between two successes. */
    silence: (from: number, to: number) => measureSilence(sent, from, to),
    async stop() {
      state.going = false
      await Promise.all(clients)
    },
  }
}

function measureSilence(sent: readonly Sent[], from: number, to: number) {
  const times = sent.flatMap(({ answered }) => (answered?.status === 200 ? [answered.at] : []))
  const within = [from, ...times.filter((at) => at > from && at < to).sort((a, b) => a - b), to]
  return Math.max(...within.map((at, i) => at - (within[i - 1] ?? at)))
}

function formatRequest({ method, path, query, body }: Numbered, authorization: string) {
  const length = body ? `Content-Length: ${body.length}\r\n` : ''
  const head = `${method} ${path}?${query} HTTP/1.1\r\nHost: proof\r\nAuthorization: ${authorization}\r\n${length}\r\n`
  return body ? Buffer.concat([Buffer.from(head), body]) : Buffer.from(head)
}
