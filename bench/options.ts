import { parseArgs } from 'node:util'
import { type ScenarioName, scenarioNames } from './scenarios.ts'

export const targetNames = ['gateway', 'nginx', 'haproxy', 'node'] as const
export type TargetName = (typeof targetNames)[number]

export type Options = {
  seconds: number
  warmUp: number
  rounds: number
  workers: number
  connections: number[]
  scenarios: ScenarioName[]
  targets: TargetName[]
  database: 'sqlite' | 'postgres'
  sealed: boolean
  write: boolean
  profile: boolean
}

export const usage = `npm run bench -- [options]

  --seconds N          length of a measurement (5)
  --warm-up N          seconds of load before each measurement (2)
  --rounds N           rounds; medians are printed (3)
  --connections LIST   (1,16,64)
  --only LIST          of ${scenarioNames.join(',')} (all)
  --targets LIST       of ${targetNames.join(',')} (all)
  --workers N          gateway workers, nginx workers, HAProxy threads (1)
  --database NAME      sqlite or postgres (sqlite)
  --sealed             the gateway keeps bodies sealed
  --write              put the table into bench/README.md
  --profile            instead: where the gateway's time goes in one measurement`

export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '5' },
      'warm-up': { type: 'string', default: '2' },
      rounds: { type: 'string', default: '3' },
      connections: { type: 'string', default: '1,16,64' },
      only: { type: 'string', default: scenarioNames.join() },
      targets: { type: 'string', default: targetNames.join() },
      workers: { type: 'string', default: '1' },
      database: { type: 'string', default: 'sqlite' },
      sealed: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
    },
  })
  return {
    seconds: count('--seconds', values.seconds, 600),
    warmUp: count('--warm-up', values['warm-up'], 600),
    rounds: count('--rounds', values.rounds, 100),
    workers: count('--workers', values.workers, 64),
    connections: values.connections.split(',').map((text) => count('--connections', text, 1000)),
    scenarios: choose('--only', values.only, scenarioNames),
    targets: choose('--targets', values.targets, targetNames),
    database: choose('--database', values.database, ['sqlite', 'postgres'])[0] ?? 'sqlite',
    sealed: values.sealed,
    write: values.write,
    profile: values.profile,
  }
}

function count(option: string, text: string, max: number) {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1 || number > max)
    throw new Error(`${option} takes a whole number from 1 to ${max}, not "${text}".`)
  return number
}

function choose<T extends string>(option: string, text: string, names: readonly T[]): T[] {
  const wanted = text.split(',')
  const unknown = wanted.find((name) => !names.some((known) => known === name))
  if (unknown !== undefined) throw new Error(`${option} takes ${names.join(', ')}, not "${unknown}".`)
  return names.filter((name) => wanted.includes(name))
}
