// The commands of the configuration as code. They work on the store, while Mediary serves it or is stopped.
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ConfigurationPlan } from '@mediary/contract/configuration'
import { defaultUserRoles } from '@mediary/contract/permission'
import { migrations } from '../../migrations/index.ts'
import { auditJournal, recordConfigurationChanges } from '../audits/index.ts'
import { type ConfigurationStore, type FindSecret, printPlan, readFolder, writeFolder } from '../configuration/index.ts'
import { CommandError } from '../platform/command-error.ts'
import { pendingMigrations } from '../platform/database/migrate.ts'
import { announceChanges } from '../platform/database/postgres/notices.ts'
import type { Caller } from '../platform/http/caller.ts'
import { ProblemError } from '../platform/http/problem.ts'
import { logTo } from '../platform/log.ts'
import { installation } from '../processes/installation.ts'
import { checkKey, openInstallation, prepareInstallation } from '../processes/open.ts'
import { lockInstallation } from '../processes/places.ts'
import type { Settings } from '../settings/settings.ts'
import { isRunning } from './doctor.ts'

type Environment = Readonly<Record<string, string | undefined>>

const maxPlanBytes = 64 * 1024 * 1024
const maxSecretBytes = 100_000

/** A command acts in nobody's name, and may do everything: who runs it can open the store anyway. */
const commandLine: Caller = {
  user: { id: '', email: 'Command line', name: 'Command line', groups: [] },
  by: 'nothing',
  permissions: [defaultUserRoles.admin],
}

/** Writes the configuration into a folder. Returns a sentence about it. */
export const exportConfiguration = (folder: string, settings: Settings): Promise<string> =>
  withStore(settings, async (store) => {
    const { documents } = await store.export()
    return `${writeFolder(folder, documents)} objects are in ${folder}. The files hold verifiers of passwords, and no secrets.`
  })

/** Compares a folder with the configuration. Returns the differences in words, and whether there are any. */
export const planConfiguration = (
  folder: string,
  settings: Settings,
  { out, environment }: { out?: string | undefined; environment: Environment },
): Promise<{ text: string; differs: boolean }> =>
  withStore(settings, async (store) => {
    const plan = await store.plan(readFolder(folder), findSecrets(environment, folder))
    const file = out === undefined ? undefined : resolve(out)
    if (file) writeFileSync(file, `${JSON.stringify(plan, null, 2)}\n`, { mode: 0o600 })
    const next = file ? [`The plan is in ${file}. Apply it: mediary apply ${file}`] : []
    return { text: [printPlan(plan), ...next].join('\n'), differs: plan.changes.length > 0 }
  })

/** Makes the changes of a plan, or those that lead to a folder. */
export const applyConfiguration = (path: string, settings: Settings, environment: Environment): Promise<string> =>
  withStore(settings, async (store, noteChanges) => {
    if (!existsSync(path)) throw new CommandError(`There is no ${path}.`)
    const isFolder = statSync(path).isDirectory()
    const find = findSecrets(environment, isFolder ? path : dirname(path))
    const plan = isFolder ? await store.plan(readFolder(path), find) : readPlan(path)
    if (plan.changes.length === 0) return 'Nothing differs: nothing was changed.'
    await noteChanges(await store.apply(plan, find, commandLine), commandLine)
    return `${printPlan(plan)}\nApplied.`
  })

/** Returns the values of references: variables of the environment, and files with names relative to the folder. */
function findSecrets(environment: Environment, folder: string): FindSecret {
  return (reference) => {
    const [, kind, name = ''] = /^(env|file):(.*)$/.exec(reference) ?? []
    if (kind === 'env') return environment[name]
    const file = resolve(folder, name)
    if (kind !== 'file' || !existsSync(file)) return undefined
    if (statSync(file).size > maxSecretBytes) throw new CommandError(`${file} is too large for a secret.`)
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '')
  }
}

function readPlan(file: string): ConfigurationPlan {
  if (statSync(file).size > maxPlanBytes) throw new CommandError(`${file} is too large for a plan.`)
  const parsed = ConfigurationPlan.safeParse(readJson(file))
  if (!parsed.success) throw new CommandError(`${file} is no plan that mediary plan --out has written.`)
  return parsed.data
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

type Work<T> = (store: ConfigurationStore, noteChanges: ReturnType<typeof recordConfigurationChanges>) => Promise<T>

/** Opens the store for one command. The rules of the API hold, and what they refuse ends the command with one sentence. */
async function withStore<T>(settings: Settings, work: Work<T>): Promise<T> {
  const isServed = await isRunning(settings)
  const release = isServed ? () => undefined : lockInstallation(settings)
  const { database, secrets } = isServed ? openInstallation(settings) : await prepareInstallation(settings)
  try {
    if ((await pendingMigrations(database, migrations)).length)
      throw new CommandError('Mediary serves this store in an older version: restart it with this version first.')
    await checkKey(database, secrets, settings)
    const publish = () => announceChanges(database, 'configuration')
    const { configurationFiles, userRoles, audits } = installation(database, secrets, settings, publish)
    const { auditSourceID: source, interface: transport } = settings.auditing.auditEvents
    const sends = transport !== 'internal'
    const journal = auditJournal(audits, { source, sends, log: logTo('warn', 'configuration') })
    await userRoles.ensureDefaults()
    return await work(configurationFiles, recordConfigurationChanges(journal))
  } catch (error) {
    throw error instanceof ProblemError ? new CommandError(`${error.message}.`, { cause: error }) : error
  } finally {
    await database.close()
    release()
  }
}
