import { type Answered, generate, type Load } from './generate.ts'
import { responseBytes } from './scenarios.ts'

/**
 * Every request on a connection of its own, by as many generators at once as there are connections. s_time tells no
 * latencies. Throws when a handshake that should be resumed was not, or the other way round.
 */
export async function loadByHandshakes(what: Load): Promise<Answered> {
  const { connections } = what
  const counts = await Promise.all(Array.from({ length: connections }, () => oneGenerator(what)))
  return { requests: counts.reduce((sum, count) => sum + count), seconds: what.seconds, p50: undefined, p99: undefined }
}

async function oneGenerator(what: Load): Promise<number> {
  const { url, seconds, client, scenario } = what
  const { host, pathname } = new URL(url)
  const kind = scenario.handshakes === 'resumed' ? '-reuse' : '-new'
  const size = ['-time', String(seconds), '-tls1_3', kind]
  const output = await generate(
    'openssl',
    ['s_time', '-connect', host, '-www', pathname, '-cert', client, ...size],
    what,
  )
  // A mark for each connection: "*" for a full handshake, "r" for one that was resumed.
  const marks = /^[*r]+$/m.exec(output)?.[0] ?? ''
  const wrong = [...marks].filter((mark) => mark !== (scenario.handshakes === 'resumed' ? 'r' : '*')).length
  if (wrong > 0 || !marks)
    throw new Error(`${scenario.title}, ${url}: ${wrong} of ${marks.length} handshakes were of the other kind.`)
  const bytes = Number(/(\d+) bytes read per connection/.exec(output)?.[1])
  if (!(bytes > responseBytes)) throw new Error(`${scenario.title}, ${url}: an answer had ${bytes} bytes.`)
  return Number(/^(\d+) connections in \d+ real seconds/m.exec(output)?.[1])
}
