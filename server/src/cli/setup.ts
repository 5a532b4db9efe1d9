import { buildApiAddress } from '../processes/api/addresses.ts'
import { installation } from '../processes/installation.ts'
import { prepareInstallation } from '../processes/open.ts'
import type { Settings } from '../settings/settings.ts'

/** A new setup link; the former is void. */
export async function setup(settings: Settings): Promise<string> {
  const { database, secrets } = await prepareInstallation(settings)
  try {
    const token = await installation(database, secrets, settings, async () => undefined).setup.issueToken()
    if (token === undefined) return 'There is a user already: further users are added in the console.'
    return `Make the first user at ${buildApiAddress(settings.api)}/console/setup#token=${token}`
  } finally {
    await database.close()
  }
}
