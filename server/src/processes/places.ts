// Where an installation keeps what it has, and the lock on it. The supervisor loads this, so it loads nothing of the store.
import { accessSync, constants } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CommandError } from '../platform/command-error.ts'
import { isPostgres } from '../platform/database/postgres/hosts.ts'
import { lockFile } from '../platform/files/file-lock.ts'
import { makeFolder } from '../platform/files/folder.ts'
import type { Settings } from '../settings/settings.ts'

/** Keys of sealed bodies stand outside the store, so that no copy of the store has them. */
export const bodyKeyFolder = ({ data, bodyKeys }: Settings) => bodyKeys ?? join(data, 'body-keys')

export const databaseUrl = ({ data, databaseUrl: url }: Settings) => url ?? join(data, 'mediary.db')

/** Makes this process the only Mediary on its data folder and its SQLite file. Returns what gives them free. */
export function lockInstallation(settings: Settings): () => void {
  makeFolder(settings.data)
  // Throws when it is no folder, or cannot be written.
  accessSync(`${settings.data}/.`, constants.W_OK)
  const url = databaseUrl(settings)
  const isElsewhere = !isPostgres(url) && dirname(resolve(url)) !== resolve(settings.data)
  const files = [join(settings.data, 'mediary.lock'), ...(isElsewhere ? [`${url}.lock`] : [])]
  const releases = files.map((file) => lockFile(file) ?? refuseSecond(settings))
  return () => {
    for (const release of releases) release()
  }
}

function refuseSecond({ data }: Settings): never {
  throw new CommandError(
    `Another Mediary runs on the data folder ${data}: stop it first, or give this one a folder of its own with MEDIARY_DATA.`,
  )
}
