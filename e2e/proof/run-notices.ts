import { parseArgs } from 'node:util'
import { startPostgres } from '../../server/src/testing/postgres.ts'
import { machine } from './machine.ts'
import { noticesUnderKills } from './notices.ts'

const { values } = parseArgs({
  options: { kills: { type: 'string', default: '100' }, database: { type: 'string', default: 'sqlite' } },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
say(`${machine()}; ${values.database}, ${values.kills} kills`)
const cluster = values.database === 'postgres' ? await startPostgres() : undefined
const began = Date.now()
const { notices, received, faults } = await runKills()
say(`${notices} notices, ${received} deliveries, in ${Math.round((Date.now() - began) / 1000)} s`)
say(faults.length ? `${faults.length} faults:\n${faults.slice(0, 50).join('\n')}` : 'no fault')
process.exit(faults.length ? 1 : 0)

async function runKills() {
  try {
    return await noticesUnderKills({ kills: Number(values.kills), databaseUrl: cluster?.url, say })
  } finally {
    await cluster?.stop()
  }
}
