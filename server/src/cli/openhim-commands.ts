import { type Command, InvalidArgumentError } from 'commander'
import type { Settings } from '../settings/settings.ts'

type Deps = {
  run: (work: (settings: Settings) => Promise<void>) => () => Promise<void>
  say: (text: string) => void
  complain: (text: string) => void
}

type ImportOptions = { dryRun?: boolean; json?: boolean; database?: string; since?: Date; transactions: boolean }
type ParityOptions = { days: number; json?: boolean }

/** Adds the commands for a move from OpenHIM: its import, and the comparison of decisions before the switch. */
export function addOpenhimCommands(program: Command, { run, say, complain }: Deps) {
  program
    .command('import-openhim <dump>')
    .description('take over an OpenHIM database from a dump of mongodump or mongoexport')
    .option('--dry-run', 'write nothing, and report what would happen')
    .option('--json', 'print the report as JSON')
    .option('--database <name>', 'the database to take, if the dump has several')
    .option('--since <date>', 'leave out older transactions', parseDate)
    .option('--no-transactions', 'take the configuration only')
    .action((dump: string, { json, ...options }: ImportOptions) =>
      run(async (settings) => {
        ;(await import('./small-heap.ts')).restartWithSmallHeap()
        const [{ importDump }, { printReport }] = await Promise.all([
          import('./import-openhim.ts'),
          import('../openhim-import/index.ts'),
        ])
        const report = await importDump(dump, settings, options, (done, all) => {
          if (done % 10_000 === 0 || done === all) complain(`${done} of ${all} transactions`)
        })
        say(json ? JSON.stringify(report, null, 2) : printReport(report))
        process.exitCode = report.trafficLeftOut ? 1 : 0
      })(),
    )
  program
    .command('parity')
    .description(
      'decide about the recorded requests of the last days again, and report what would be decided otherwise',
    )
    .option('--days <days>', 'how many days to look back', parseDays, 7)
    .option('--json', 'print the report as JSON')
    .action(({ days, json }: ParityOptions) =>
      run(async (settings) => {
        const [{ findParity }, { printParity }] = await Promise.all([
          import('./parity.ts'),
          import('../parity/index.ts'),
        ])
        const report = await findParity(settings, { days }, (done) => {
          if (done % 100_000 === 0) complain(`${done} requests`)
        })
        say(json ? JSON.stringify(report, null, 2) : printParity(report))
        process.exitCode = report.different ? 1 : 0
      })(),
    )
}

function parseDate(text: string) {
  const date = new Date(text)
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('A date is like 2025-12-31.')
  return date
}

function parseDays(text: string) {
  const days = Number(text)
  if (!(days > 0 && days <= 36_500)) throw new InvalidArgumentError('Days are a number above 0.')
  return days
}
