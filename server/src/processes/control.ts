// The control process begins here: it reads the settings, so that the supervisor needs no schema of them, and then loads its work.
import { badConfiguration, CommandError } from '../platform/command-error.ts'
import { reportStartFailure, runChild, sendToSupervisor } from './messages.ts'

// Without its supervisor it would serve a gateway that is gone.
process.once('disconnect', () => process.exit())

/** Tells the supervisor the settings, or every fault in them. */
async function readSettings(file: string | undefined) {
  const { loadConfig } = await import('../settings/load.ts')
  // biome-ignore lint/style/noProcessEnv: the entry of the process that reads the settings
  const loaded = loadConfig({ env: process.env, file, workingFolder: process.cwd() })
  if ('problems' in loaded) {
    const lines = ['Mediary cannot start with these settings:', ...loaded.problems]
    return reportStartFailure(lines.join('\n  '), badConfiguration)
  }
  for (const note of loaded.notes) process.stderr.write(`${note}\n`)
  sendToSupervisor({ type: 'configured', settings: loaded.settings, sources: loaded.sources })
  // Meanwhile the supervisor starts the workers.
  await import('./control-work.ts')
}

runChild(async (settings, receive, first) => {
  const { startWork } = await import('./control-work.ts')
  await startWork(settings, receive, first).catch(async (error: unknown) => {
    const { explain } = await import('./startup-errors.ts')
    const sentence = explain(error, settings)
    if (sentence !== undefined) return reportStartFailure(sentence, error instanceof CommandError ? error.exitCode : 1)
    sendToSupervisor({ type: 'failed', sentence: `Mediary cannot start: ${error}` })
    throw error
  })
}, readSettings)
