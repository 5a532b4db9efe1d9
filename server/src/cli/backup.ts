import { join } from 'node:path'
import { backUp, practise, restore } from '../backup/index.ts'
import { badConfiguration, CommandError } from '../platform/command-error.ts'
import { makeFolder } from '../platform/files/folder.ts'
import { buildSecrets, readInstallationKey } from '../platform/secrets.ts'
import { databaseUrl, lockInstallation } from '../processes/places.ts'
import type { Settings } from '../settings/settings.ts'
import { version } from '../system/index.ts'
import { isRunning } from './doctor.ts'

function resolvePlace(settings: Settings, path: string) {
  makeFolder(settings.data)
  const key = readInstallationKey(settings.data, settings.installationKey)
  if (!key)
    throw new CommandError(
      `There is no ${join(settings.data, 'installation.key')}: put the key of the store there, or set MEDIARY_INSTALLATION_KEY.`,
      { exitCode: badConfiguration },
    )
  const { keyId } = buildSecrets(key)
  return { url: databaseUrl(settings), keyId, path }
}

/** `path`: where PostgreSQL's programs are looked for. */
export async function backUpTo(folder: string, settings: Settings, path: string): Promise<string> {
  const { bytes, bodies, counts, damagedBodies, isNoted } = await backUp(folder, resolvePlace(settings, path), version)
  const all = bodies.reduce((sum, file) => sum + file.bytes, bytes)
  return [
    `Backed up to ${folder}: ${(all / 1024 ** 2).toFixed(1)} MiB, ${listed(counts)}.`,
    ...(damagedBodies
      ? [`${damagedBodies} bodies are damaged in the store, and in the backup: its disk may fail.`]
      : []),
    ...(isNoted ? [] : ['The store took no note of this backup: notices about old backups do not know of it.']),
    'The installation key is not in it: keep installation.key (or MEDIARY_INSTALLATION_KEY) in another safe place.',
    `Practise: mediary restore --practise ${folder}`,
  ].join('\n')
}

export async function restoreFrom(
  folder: string,
  settings: Settings,
  path: string,
  options: { practise?: boolean; replace?: boolean },
): Promise<string> {
  const place = resolvePlace(settings, path)
  if (options.practise) {
    const { made, counts } = await practise(folder, place)
    return `The backup of ${made} can be restored: ${listed(counts)}.`
  }
  if (await isRunning(settings)) throw new CommandError('Mediary is running here: stop it first.')
  const release = lockInstallation(settings)
  const { manifest, former } = await restore(folder, place, { replace: options.replace === true }).finally(release)
  const kept = former ? `\nThe former store is kept as ${former}.` : ''
  return `Restored what was backed up at ${manifest.made}: ${listed(manifest.counts)}.${kept}`
}

const listed = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ')
