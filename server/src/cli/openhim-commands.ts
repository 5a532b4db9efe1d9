import { type Command, InvalidArgumentError } from 'commander'
import { CommandError } from '../platform/command-error.ts'
import type { Settings } from '../settings/settings.ts'

type Deps = {
  /** Asks for a password, or takes it from the environment. It never stands on the command line. */
  readPassword: (user: string) => Promise<string>
  run: (work: (settings: Settings) => Promise<void>) => () => Promise<void>
  say: (text: string) => void
  complain: (text: string) => void
}

type ImportOptions = {
  dryRun?: boolean
  json?: boolean
  database?: string
  since?: Date
  transactions: boolean
  from?: URL
  user?: string
  trust?: string
}
type ParityOptions = { days: number; json?: boolean }
type ShadowOptions = ParityOptions & { answers?: string }

/** Adds the commands for a move from OpenHIM: its import, and the comparison of decisions before the switch. */
export function addOpenhimCommands(program: Command, deps: Deps) {
  addImport(program, deps)
  addParity(program, deps)
  addShadow(program, deps)
}

function addImport(program: Command, { run, say, complain, readPassword }: Deps) {
  program
    .command('import-openhim [dump]')
    .description('take over an OpenHIM database: a dump of mongodump or mongoexport, or the API of a running OpenHIM')
    .option('--from <url>', 'the API of a running OpenHIM, such as https://openhim:8080', parseUrl)
    .option(
      '--user <email>',
      'who signs in there; the password is asked, or is in OPENHIM_PASSWORD',
      'root@openhim.org',
    )
    .option('--trust <file>', 'the certificate of that API, if no known authority signed it')
    .option('--dry-run', 'write nothing, and report what would happen')
    .option('--json', 'print the report as JSON')
    .option('--database <name>', 'the database to take, if the dump has several')
    .option('--since <date>', 'leave out older transactions', parseDate)
    .option('--no-transactions', 'take the configuration only')
    .action((dump: string | undefined, { json, from, user = '', trust, ...options }: ImportOptions) =>
      run(async (settings) => {
        if ((dump === undefined) === (from === undefined))
          throw new CommandError('Name a dump, or the API of a running OpenHIM with --from: one of both.')
        ;(await import('./small-heap.ts')).restartWithSmallHeap()
        const [{ importDump, importFromApi }, { printReport }] = await Promise.all([
          import('./import-openhim.ts'),
          import('../openhim-import/index.ts'),
        ])
        const onProgress = (done: number, all: number) => {
          if (done % 10_000 === 0 || done === all)
            complain(all ? `${done} of ${all} transactions` : `${done} transactions`)
        }
        const report = from
          ? await importFromApi(
              { address: { url: from, trusted: trust }, user: { email: user, password: await readPassword(user) } },
              settings,
              options,
              onProgress,
            )
          : await importDump(dump ?? '', settings, options, onProgress)
        say(json ? JSON.stringify(report, null, 2) : printReport(report))
        process.exitCode = report.trafficLeftOut ? 1 : 0
      })(),
    )
}

function addParity(program: Command, { run, say, complain }: Deps) {
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

function addShadow(program: Command, { run, say }: Deps) {
  program
    .command('shadow')
    .description('compare what was decided in shadow mode about mirrored requests with what OpenHIM did')
    .option('--days <days>', 'how many days to look back', parseDays, 1)
    .option('--answers <file>', 'the log of the proxy, with the status of each answer of OpenHIM')
    .option('--json', 'print the report as JSON')
    .action(({ days, answers, json }: ShadowOptions) =>
      run(async (settings) => {
        const [{ findShadowDifferences }, { printShadow }] = await Promise.all([
          import('./parity.ts'),
          import('../shadow/index.ts'),
        ])
        const report = await findShadowDifferences(settings, { days, answers })
        say(json ? JSON.stringify(report, null, 2) : printShadow(report))
        process.exitCode = report.different ? 1 : 0
      })(),
    )
}

function parseUrl(text: string) {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError('An address is like https://openhim:8080.')
  if (url.username || url.password) throw new InvalidArgumentError('A password does not belong into an address.')
  return url
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
