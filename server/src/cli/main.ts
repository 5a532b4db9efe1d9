import { Command, InvalidArgumentError } from 'commander'
import { badConfiguration, CommandError } from '../platform/command-error.ts'
import type { Settings } from '../settings/settings.ts'
import { type Sources, version } from '../system/index.ts'
import { addConfigurationCommands } from './configuration-commands.ts'
import { addOpenhimCommands } from './openhim-commands.ts'

const say = (text: string) => {
  process.stdout.write(`${text}\n`)
}
const complain = (text: string) => process.stderr.write(`${text}\n`)

/** The settings; ends the program with every fault when there are any. */
async function settingsOrExit(file: string | undefined): Promise<{ settings: Settings; sources: Sources }> {
  const { loadConfig } = await import('../settings/load.ts')
  // biome-ignore lint/style/noProcessEnv: the program's entry hands the environment to config.ts
  const loaded = loadConfig({ env: process.env, file, workingFolder: process.cwd() })
  if ('settings' in loaded) {
    for (const note of loaded.notes) complain(note)
    return loaded
  }
  complain('Mediary cannot start with these settings:')
  for (const fault of loaded.problems) complain(`  ${fault}`)
  process.exit(badConfiguration)
}

/** One plain sentence for what can be explained; anything else is a bug and shows itself. */
async function orSentence(settings: Settings, work: () => Promise<void>) {
  try {
    await work()
  } catch (error) {
    const { explain } = await import('../processes/startup-errors.ts')
    const sentence = explain(error, settings)
    if (sentence === undefined) throw error
    complain(sentence)
    process.exit(error instanceof CommandError ? error.exitCode : 1)
  }
}

/** Ends the program with one sentence when a command without settings fails for a reason that a person can mend. */
async function reportProblems(work: () => Promise<void>) {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    complain(error.message)
    process.exit(error.exitCode)
  }
}

function portNumber(text: string) {
  const port = Number(text)
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new InvalidArgumentError('A port is 1 to 65535.')
  return port
}

// biome-ignore lint/style/noProcessEnv: where programs of others are looked for
const programs = () => process.env.PATH ?? ''

// Each command loads only what it needs: the supervisor stays small, and starts at once.
const program = new Command('mediary')
  .description('A gateway for a health information exchange')
  .version(version)
  .option('-c, --config <file>', 'configuration file (default: mediary.yaml here or in the data folder)')

const configFile = () => program.opts<{ config?: string }>().config
const configured = (work: (settings: Settings, sources: Sources) => Promise<void>) => async () => {
  const { settings, sources } = await settingsOrExit(configFile())
  return orSentence(settings, () => work(settings, sources))
}

program
  .command('serve')
  .description('start the gateway, the management API and the console')
  .action(() => reportProblems(async () => (await import('./serve.ts')).serve(configFile())))
program
  .command('setup')
  .description('print a new one-time link that creates the first user')
  .action(configured(async (settings) => say(await (await import('./setup.ts')).setup(settings))))
program
  .command('doctor')
  .description('check Node, the settings, the disk, the ports, the store and the certificates')
  .action(
    configured(async (settings) => {
      const { doctor } = await import('./doctor.ts')
      const findings = await doctor(settings)
      for (const { ok, text } of findings) say(`${ok ? 'ok   ' : 'FAULT'} ${text}`)
      process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1
    }),
  )
const folderNamed =
  (work: (settings: Settings, folder: string, options: { practise?: boolean; replace?: boolean }) => Promise<string>) =>
  (folder: string, options: { practise?: boolean; replace?: boolean }) =>
    configured(async (settings) => say(await work(settings, folder, options)))()

program
  .command('backup <folder>')
  .description('copy the store into a new folder, while Mediary runs')
  .action(folderNamed(async (settings, folder) => (await import('./backup.ts')).backUpTo(folder, settings, programs())))
program
  .command('restore <folder>')
  .description('restore the store from a backup, while Mediary is stopped')
  .option('--replace', 'replace an existing store; an SQLite file is kept under another name')
  .option('--practise', 'restore into a temporary place and compare; the store stays as it is')
  .action(
    folderNamed(async (settings, folder, options) =>
      (await import('./backup.ts')).restoreFrom(folder, settings, programs(), options),
    ),
  )
// biome-ignore lint/style/noProcessEnv: a password does not stand on the command line
const openhimPassword = () => ({ name: 'OPENHIM_PASSWORD', value: process.env.OPENHIM_PASSWORD })
addOpenhimCommands(program, {
  run: configured,
  say,
  complain,
  readPassword: async (user) =>
    (await import('./password.ts')).readPassword(openhimPassword(), `Password of ${user} in OpenHIM`),
})
// biome-ignore lint/style/noProcessEnv: references to variables are looked up there
addConfigurationCommands(program, { run: configured, say, environment: process.env })
program
  .command('echo')
  .description('start an upstream on this machine that answers with what it received, for first tries')
  .option('-p, --port <port>', 'port on loopback', portNumber, 9000)
  .action(({ port }: { port: number }) =>
    reportProblems(async () => {
      await (await import('./echo.ts')).startEcho(port)
      say(`The echo upstream listens on http://127.0.0.1:${port}. Press Ctrl-C to end it.`)
    }),
  )
program
  .command('openapi')
  .description('print the management API as OpenAPI 3.1')
  .action(async () => {
    const { openApi } = await import('@mediary/contract/api/openapi')
    say(JSON.stringify(openApi(version), null, 2))
  })

await program.parseAsync()
