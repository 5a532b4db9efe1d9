// Runs public test suites, fetched beforehand, against a program of its own: see "Public test suites" in docs/guides/proof.md.
import { parseArgs } from 'node:util'
import { type Program, startProgram } from '../program.ts'
import { machine } from '../proof/machine.ts'
import { startUpstream, type Upstream } from '../upstream.ts'
import { runH1spec } from './h1spec.ts'
import { runWycheproof } from './jose.ts'
import { runJsonOnApi, runJsonOnChannel } from './json.ts'
import { runLlhttp } from './llhttp.ts'
import type { Outcome } from './outcome.ts'
import { runSmuggler } from './smuggler.ts'

const folder = { type: 'string' } as const
const { values } = parseArgs({
  options: { h1spec: folder, smuggler: folder, llhttp: folder, json: folder, wycheproof: folder },
})

async function makeChannels(program: Program, upstream: Upstream) {
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']
  const open = { authType: 'public', allow: [], methods, requestBody: true, responseBody: true }
  await program.makeChannel({ ...open, name: 'all', urlPattern: '^/' }, upstream.port)
  await program.makeChannel(
    { ...open, name: 'content', urlPattern: '^/content$', priority: 1, matchContentJson: 'a', matchContentValue: 'b' },
    upstream.port,
  )
}

async function* runSuites(program: Program, upstream: Upstream): AsyncGenerator<Outcome> {
  if (values.h1spec) yield runH1spec(values.h1spec, program.ports.http)
  if (values.llhttp) yield runLlhttp(values.llhttp, program, upstream)
  if (values.json) yield runJsonOnApi(values.json, program)
  if (values.json) yield runJsonOnChannel(values.json, `${program.http}/content`)
  if (values.wycheproof) yield runWycheproof(values.wycheproof)
  if (values.smuggler) yield runSmuggler(values.smuggler, `${program.http}/x`)
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const upstream = await startUpstream(({ body }, response) => void response.end(body))
const program = await startProgram()
try {
  await makeChannels(program, upstream)
  say(machine())
  for await (const { suite, run, right, others } of runSuites(program, upstream)) {
    say(`${suite}: ${right} of ${run}`)
    for (const line of others) say(`  ${line}`)
  }
} finally {
  await program.end()
  await upstream.stop()
}
