import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Answered, generate, type Load } from './generate.ts'
import { loadByHandshakes } from './handshakes.ts'

/**
 * wrk cannot present a certificate, ab can, and neither resumes a session, as s_time does; every target meets the same
 * generator in the same row.
 */
export function load(what: Load) {
  if (what.scenario.handshakes) return loadByHandshakes(what)
  return what.scenario.tls ? loadByAb(what) : loadByWrk(what)
}

const summary = `
done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.timeout
  io.write(string.format('RESULT {"requests":%d,"seconds":%.6f,"p50":%.3f,"p99":%.3f,"refused":%d,"failed":%d}\\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, failed))
end
`

const loadByWrk = async (what: Load): Promise<Answered> => checked(what, await runWrk(what))

/** `refused`: answers that are not 2xx. `failed`: requests without an answer. */
type Counted = Answered & { refused: number; failed: number }

/** Runs wrk, and returns what it counted. `launcher`: a command before it, such as `nice`. */
export async function runWrk(what: Load, launcher: readonly string[] = []): Promise<Counted> {
  const { scenario, url, connections, seconds, folder } = what
  // In a file, for the command line of a process is open to all.
  const script = join(folder, `${scenario.name}.lua`)
  const headers = { Authorization: scenario.authorization, 'Content-Type': scenario.body && 'application/json' }
  const lines = Object.entries(headers).map(([name, value]) => value && `wrk.headers["${name}"] = [[${value}]]`)
  const body = scenario.body && `wrk.body = [==[${scenario.body}]==]`
  writeFileSync(script, [`wrk.method = "${scenario.method}"`, ...lines, body, summary].filter(Boolean).join('\n'), {
    mode: 0o600,
  })
  const size = ['-t', '1', '-c', String(connections), '-d', `${seconds}s`, '--timeout', '20s']
  const [program = 'wrk', ...args] = [...launcher, 'wrk', ...size, '--latency', '-s', script, url]
  const output = await generate(program, args, what)
  return JSON.parse(/^RESULT (.*)$/m.exec(output)?.[1] ?? '{}')
}

async function loadByAb(what: Load): Promise<Answered> {
  const percentiles = join(what.folder, 'percentiles.csv')
  const size = ['-c', String(what.connections), '-t', String(what.seconds), '-n', '5000000', '-s', '20']
  const output = await generate('ab', ['-q', '-k', '-l', ...size, '-E', what.client, '-e', percentiles, what.url], what)
  const figure = (label: string) => Number(new RegExp(`^${label}:\\s+([\\d.]+)`, 'm').exec(output)?.[1] ?? 0)
  const rows = readFileSync(percentiles, 'utf8')
  const percentile = (n: number) => Number(new RegExp(`^${n},([\\d.]+)$`, 'm').exec(rows)?.[1])
  const requests = figure('Complete requests')
  if (!output.includes('TLSv1.3')) throw new Error(`${what.url} does not speak TLS 1.3.`)
  const reused = figure('Keep-Alive requests')
  if (reused + what.connections < requests)
    throw new Error(`Only ${reused} of ${requests} requests found their connection kept alive at ${what.url}.`)
  return checked(what, {
    requests,
    seconds: figure('Time taken for tests'),
    p50: percentile(50),
    p99: percentile(99),
    refused: figure('Non-2xx responses'),
    failed: figure('Failed requests'),
  })
}

function checked({ scenario, url, connections }: Load, result: Counted) {
  const { refused, failed, ...answered } = result
  const where = `${scenario.title}, ${connections} connections, ${url}`
  if (refused || failed) throw new Error(`${where}: ${refused} answers were not 2xx, ${failed} requests failed.`)
  if (!(answered.requests > 0) || !Object.values(answered).every(Number.isFinite))
    throw new Error(`${where}: the load generator counted nothing.`)
  return answered
}
