import { X509Certificate } from 'node:crypto'
import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { migrations } from '../migrations/index.ts'
import { migrate } from './platform/migrate.ts'
import { installation } from './processes/installation.ts'
import { openInstallation } from './processes/open.ts'
import type { Settings } from './settings.ts'
import { explain } from './startup-faults.ts'

export type Finding = { ok: boolean; text: string }

const leastFreeBytes = 1024 ** 3
const day = 86_400_000

/** What an administrator would check by hand. Never shows a secret. */
export async function doctor(settings: Settings): Promise<Finding[]> {
  const { api, router } = settings
  return [
    {
      ok: Number(process.versions.node.split('.')[0]) >= 24,
      text: `Node ${process.versions.node} (24 or newer is needed)`,
    },
    folder(settings.data),
    ...(await Promise.all([
      port('management API', api.port, api.host),
      port('gateway HTTP', router.httpPort, router.host),
      port('gateway HTTPS', router.httpsPort, router.host),
    ])),
    ...(await store(settings)),
  ]
}

function folder(data: string): Finding {
  try {
    const place = existsSync(data) ? data : '.'
    accessSync(place, constants.W_OK)
    const { bavail, bsize } = statfsSync(place)
    const free = bavail * bsize
    return {
      ok: free > leastFreeBytes,
      text: `The data folder ${data} can be written, ${(free / 1024 ** 3).toFixed(1)} GiB are free`,
    }
  } catch {
    return { ok: false, text: `The data folder ${data} cannot be written` }
  }
}

/** Free, or held by something that answers: most likely by Mediary itself. */
const port = (what: string, number: number, host: string) =>
  new Promise<Finding>((resolve) => {
    const server = createServer()
    server.once('listening', () => server.close(() => resolve({ ok: true, text: `Port ${number} (${what}) is free` })))
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE')
        return resolve({ ok: false, text: `Port ${number} (${what}) cannot be opened: ${error.code}` })
      const socket = connect(number, host === '0.0.0.0' ? '127.0.0.1' : host)
      socket.once('connect', () => {
        socket.destroy()
        resolve({ ok: true, text: `Port ${number} (${what}) is in use, and answers` })
      })
      socket.once('error', () => resolve({ ok: false, text: `Port ${number} (${what}) is taken, and does not answer` }))
      return undefined
    })
    server.listen(number, host)
  })

async function store(settings: Settings): Promise<Finding[]> {
  try {
    const { database, secrets } = openInstallation(settings)
    try {
      await migrate(database, migrations)
      const { keystore, setup } = installation(database, secrets, settings, async () => undefined)
      const answers = { ok: true, text: `The store (${database.engine}) answers and is up to date` }
      const user = {
        ok: true,
        text: (await setup.needed()) ? 'No user yet: "mediary setup" prints a link' : 'There is a user',
      }
      return [answers, user, ...(await certificate(keystore))]
    } finally {
      await database.close()
    }
  } catch (error) {
    return [{ ok: false, text: explain(error, settings) ?? `The store cannot be used: ${error}` }]
  }
}

async function certificate(keystore: ReturnType<typeof installation>['keystore']): Promise<Finding[]> {
  const pem = await keystore.server().catch(() => undefined)
  if (pem === undefined) return [{ ok: true, text: 'No server certificate yet: the first start makes one' }]
  const days = Math.floor((Date.parse(new X509Certificate(pem).validTo) - Date.now()) / day)
  return [
    {
      ok: days > 0,
      text:
        days > 0 ? `The server's certificate is valid for ${days} more days` : "The server's certificate has expired",
    },
  ]
}
