import { existsSync, watch } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { every } from '../platform/every.ts'
import type { Log } from '../platform/log.ts'
import { readCertificates } from './certificate.ts'
import type { KeystoreStore } from './store.ts'

const readDelay = 1_000
// Some file systems tell nothing, such as those of other machines: these are looked at.
const pollInterval = 60_000
const maxFileLength = 1_000_000

type Files = { certPath: string; keyPath: string }

/**
 * Takes the server's certificate from files, as Let's Encrypt's tools renew them: links in a folder that come to point to
 * new files, one after the other. A pair that cannot serve, or is half written, changes nothing.
 */
export function watchFiles(
  { certPath, keyPath }: Files,
  keystore: KeystoreStore,
  log: Log,
  applied: () => Promise<void>,
) {
  const state: { seen: string; timer: NodeJS.Timeout | undefined } = { seen: '', timer: undefined }

  const read = async () => {
    const [cert, key] = await Promise.all([readText(certPath), readText(keyPath)])
    if (cert === undefined || key === undefined) {
      const missing = cert === undefined ? certPath : keyPath
      if (state.seen !== missing)
        log.error(
          { file: missing },
          "a file of the server's certificate cannot be read; the last good certificate stays",
        )
      state.seen = missing
      return
    }
    if (state.seen === cert + key) return
    state.seen = cert + key
    if ((await keystore.stored()).pem === toStoredPem(cert)) return
    try {
      await keystore.setCertificate({ cert, key })
    } catch (error) {
      log.error(
        { err: error, file: certPath },
        "the server's certificate in the files cannot be used; the last good one stays",
      )
      return
    }
    log.info({ file: certPath }, "the server's certificate was taken from its files")
    await applied()
  }

  const checking = every(pollInterval, "taking the server's certificate from its files", read, log)
  const soon = () => {
    clearTimeout(state.timer)
    // A round that is under way may have read the former files.
    state.timer = setTimeout(() => void checking.run().then(checking.run), readDelay)
  }

  const folders = [...new Set([certPath, keyPath].map(dirname))].filter((folder) => existsSync(folder))
  const watchers = folders.map((folder) => watch(folder, { persistent: false }, soon).on('error', () => undefined))
  return {
    check: checking.run,
    stop() {
      clearTimeout(state.timer)
      void checking.stop()
      for (const watcher of watchers) watcher.close()
    },
  }
}

const readText = async (path: string) => {
  const content = await readFile(path, 'utf8').catch(() => undefined)
  return content !== undefined && content.length <= maxFileLength ? content : undefined
}

/** As the keystore keeps it. */
const toStoredPem = (cert: string) => {
  try {
    return readCertificates(cert).map(String).join('')
  } catch {
    return undefined
  }
}
