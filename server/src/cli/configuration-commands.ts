import type { Command } from 'commander'
import { CommandError } from '../platform/command-error.ts'
import type { Settings } from '../settings/settings.ts'

type Work = (settings: Settings) => Promise<void>
type Deps = {
  run: (work: Work) => () => Promise<void>
  say: (text: string) => void
  /** Where references to variables are looked up. */
  environment: Readonly<Record<string, string | undefined>>
}

// As diff(1): 1 means that there are differences, 2 that they are not known.
const unknown = 2

/** Adds export, plan, apply and drift. */
export function addConfigurationCommands(program: Command, { run, say, environment }: Deps) {
  const load = () => import('./configuration.ts')

  program
    .command('export <folder>')
    .description('write the whole configuration into a folder, one file for each object, without secrets')
    .action((folder: string) =>
      run(async (settings) => say(await (await load()).exportConfiguration(folder, settings)))(),
    )
  program
    .command('plan <folder>')
    .description('show what would be changed so that the configuration is that of the folder')
    .option('--out <file>', 'write the plan into a file, to review and to apply it')
    .action((folder: string, { out }: { out?: string }) =>
      run(async (settings) => {
        const { text } = await (await load()).planConfiguration(folder, settings, { out, environment })
        say(text)
      })(),
    )
  program
    .command('apply <plan>')
    .description('make the changes of a plan, or those that lead to a folder: all or none')
    .action((path: string) =>
      run(async (settings) => say(await (await load()).applyConfiguration(path, settings, environment)))(),
    )
  program
    .command('drift <folder>')
    .description('compare a folder with the configuration; the exit code is 1 when they differ')
    .action((folder: string) =>
      run(async (settings) => {
        const { text, differs } = await (await load())
          .planConfiguration(folder, settings, { environment })
          .catch(giveExitCode)
        say(text)
        process.exitCode = differs ? 1 : 0
      })(),
    )
}

function giveExitCode(error: unknown): never {
  if (!(error instanceof CommandError)) throw error
  throw new CommandError(error.message, { exitCode: unknown, cause: error })
}
