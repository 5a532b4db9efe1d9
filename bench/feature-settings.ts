import { parseArgs } from 'node:util'
import { readOptions } from './options.ts'

export const usage = `npm run bench:features -- [options]

  --sets N            times that the three gateways are started anew (5)
  --rounds N          measurements of a set for each request (6)
  --seconds N         length of a measurement (4)
  --warm-up N         seconds of load before each measurement (1)
  --connections LIST  to each gateway (32)
  --only LIST         of basic,token (both)
  --database NAME     sqlite or postgres (sqlite)
  --profile           instead: where the time of the gateways goes in --seconds of the first request`

/** Reads the arguments of `npm run bench:features`. `sets`: how often the gateways are started anew. */
export function readSettings(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      sets: { type: 'string', default: '5' },
      rounds: { type: 'string', default: '6' },
      seconds: { type: 'string', default: '4' },
      'warm-up': { type: 'string', default: '1' },
      connections: { type: 'string', default: '32' },
      only: { type: 'string', default: 'basic,token' },
      database: { type: 'string', default: 'sqlite' },
      profile: { type: 'boolean', default: false },
    },
  })
  const { sets, profile: isProfile, ...others } = values
  const number = Number(sets)
  if (!Number.isInteger(number) || number < 1) throw new Error(`--sets takes a whole number from 1, not "${sets}".`)
  const options = readOptions(Object.entries(others).flatMap(([name, value]) => [`--${name}`, value]))
  return { sets: number, options: { ...options, profile: isProfile } }
}
