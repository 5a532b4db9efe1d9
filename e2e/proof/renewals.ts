import { authority } from '../certificates.ts'
import { pacedLoad, type Rates } from '../paced-load.ts'
import { startProgram } from '../program.ts'
import { serverPair, shownName } from '../server-pair.ts'
import { until } from '../until.ts'
import { startUpstream } from '../upstream.ts'

type Options = { rounds: number; rates: Rates; say?: (line: string) => void }

/**
 * Changes the server certificate and restarts, round after round, under a steady load with mutual TLS. Resolves with
 * what the load client itself counted; throws when a change or restart is refused, or when the new certificate is not shown after it.
 */
export async function renewals({ rounds, rates, say = () => undefined }: Options) {
  const upstream = await startUpstream()
  const program = await startProgram({ workers: 2 })
  const stops = [upstream.stop, program.end]
  try {
    const trusted = authority('Exchange CA')
    const asked = async (status: number, path: string, body?: object) => {
      const answer = await program.call('POST', path, body)
      if (answer.status !== status) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    }
    await program.makeChannel({ name: 'lab' }, upstream.port)
    await program.makeClient({ clientID: 'clinic-1', clientDomain: 'clinic.example' })
    await asked(201, '/keystore/ca/cert', { cert: trusted.pem })
    await asked(200, '/restart')
    const load = pacedLoad(`${program.https}/lab`, trusted.issue('clinic.example'), rates)
    stops.push(load.stop)
    const { state } = load
    await until('requests are answered', () => state.answered > 0)
    const began = performance.now()
    for (let round = 1; round <= rounds; round++) {
      const name = `round-${round}.example`
      const { cert, key } = serverPair(name)
      await asked(201, '/keystore/cert', { cert, key })
      await asked(200, '/restart')
      const shown = await shownName(program.ports.https)
      if (shown !== name) throw new Error(`the door shows ${shown} after the restart for ${name}`)
      const goal = state.answered + 50
      await until('requests are answered', () => state.answered >= goal || state.failures.length > 0)
      say(`${round} restarts, ${state.answered} answered, ${state.failures.length} failed`)
    }
    await load.stop()
    return { ...state, seconds: (performance.now() - began) / 1000 }
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}
