import { chooseProtocol } from '../processes/api/addresses.ts'
import { installation } from '../processes/installation.ts'
import { prepareInstallation } from '../processes/open.ts'
import type { Settings } from '../settings/settings.ts'

/** A new setup link; the former is void. */
export async function setup(settings: Settings): Promise<string> {
  const { database, secrets } = await prepareInstallation(settings)
  try {
    const token = await installation(database, secrets, settings, async () => undefined).setup.issueToken()
    if (token === undefined) return 'There is a user already: further users are added in the console.'
    const { host, port } = settings.api
    return `Make the first user at ${chooseProtocol(settings.api)}://${host === '127.0.0.1' ? 'localhost' : host}:${port}/console/setup#token=${token}`
  } finally {
    await database.close()
  }
}
