// Rotates a token again and again under a steady load: nobody who has a valid one is refused, and no ended one passes.
import { Agent, request } from 'node:http'
import { z } from 'zod'
import { type Program, startProgram } from '../../program.ts'
import { until } from '../../until.ts'
import { startUpstream } from '../../upstream.ts'

type Options = { rotations: number; rate: number; connections: number; say?: (line: string) => void }

/** A token, and when it ends. */
type Token = { id: string; secret: string; end: number }

const Made = z.object({ _id: z.string(), secret: z.string() })
const step = 10
const overlapSeconds = 2
/** A request with a token near its end may arrive before or after it, so none is sent. */
const margin = 1_000

/** Sends requests at a steady rate: most with the newest token, some with the former one, and some with one that has ended. */
function startLoad(
  http: string,
  tokens: readonly Token[],
  { rate, connections }: Pick<Options, 'rate' | 'connections'>,
) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' })
  const state = { due: 0, answered: 0, ended: 0, late: 0, overtaken: 0, failures: [] as string[] }
  const under = new Set<Promise<void>>()

  const send = (secret: string, judge: (status: number) => void) => {
    const n = state.due
    const headers = { authorization: `Custom ${secret}`, 'x-forwarded-for': `10.0.${(n >> 8) & 255}.${n & 255}` }
    const sent = new Promise<void>((resolve) => {
      const failed = (error: Error) => {
        state.failures.push(error.message)
        resolve()
      }
      const outgoing = request(`${http}/lab`, { agent, headers }, (answer) => {
        judge(answer.statusCode ?? 0)
        answer.resume().once('end', resolve).once('error', failed)
      })
      outgoing.once('error', failed).end()
    }).finally(() => under.delete(sent))
    under.add(sent)
  }
  const mustPass = (token: Token) => (status: number) => {
    if (status === 200) state.answered++
    // It waited so long for a connection that its token may have ended before it was sent.
    else if (Date.now() >= token.end) state.overtaken++
    else state.failures.push(`status ${status}`)
  }
  const mustFail = (status: number) => {
    state.ended++
    if (status === 200) state.late++
  }
  const sendDue = (n: number) => {
    const now = Date.now()
    const [former, latest] = [tokens.at(-2), tokens.at(-1)]
    const ended = tokens.findLast(({ end }) => now >= end)
    if (n % 10 === 0 && ended) send(ended.secret, mustFail)
    else if (n % 3 === 0 && former && now < former.end - margin) send(former.secret, mustPass(former))
    else if (latest) send(latest.secret, mustPass(latest))
  }

  const begun = performance.now()
  const pacing = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) * rate) / 1000)
    while (state.due < due) sendDue(++state.due)
  }, step)
  return {
    state,
    async stop() {
      clearInterval(pacing)
      await Promise.all(under)
      agent.destroy()
      return (performance.now() - begun) / 1000
    },
  }
}

/** Makes a client with a token, and returns what rotates the newest token and notes when the former ends. */
async function startClient(program: Program, tokens: Token[]) {
  await program.makeClient({ clientID: 'rotating', clientDomain: 'rotating.example' })
  const { _id: client } = await program.get<{ _id: string }>('/clients/rotating?byNamedClientID=true')
  const url = `/clients/${client}/credentials`
  const make = async (path: string, body: object) => {
    const answer = await program.call('POST', url + path, body)
    if (answer.status !== 201) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    const { _id: id, secret } = Made.parse(answer.json())
    tokens.push({ id, secret, end: Number.POSITIVE_INFINITY })
  }
  await make('', { kind: 'token' })
  return async () => {
    const former = tokens.at(-1)
    await make(`/${former?.id}/rotate`, { overlapSeconds })
    const listed = await program.get<{ _id: string; validUntil: string | null }[]>(url)
    const end = Date.parse(listed.find(({ _id }) => _id === former?.id)?.validUntil ?? '')
    if (former) former.end = end
    return end
  }
}

/** Resolves with what the clients counted. `late`: requests that were sent after the end of their token, and passed. */
export async function rotateUnderLoad({ rotations, say = () => undefined, ...rates }: Options) {
  const upstream = await startUpstream((_seen, response) => void response.end('answered\n'))
  const program = await startProgram({ workers: 2, env: { MEDIARY_TRUSTED_PROXIES: '127.0.0.1' } })
  const stops = [upstream.stop, program.end]
  try {
    await program.makeChannel({ name: 'lab' }, upstream.port)
    const tokens: Token[] = []
    const rotate = await startClient(program, tokens)
    const load = startLoad(program.http, tokens, rates)
    const { state } = load
    for (let n = 1; n <= rotations; n++) {
      const end = await rotate()
      await until('the former token has ended', () => Date.now() > end)
      const goal = state.ended + 10
      await until('the ended token was tried', () => state.ended >= goal)
      say(`${n} rotations, ${state.answered} answered, ${state.failures.length} failed, ${state.late} late`)
    }
    return { ...state, seconds: await load.stop() }
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}
