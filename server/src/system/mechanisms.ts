import { type AuthenticationSettings, type Mechanism, mechanisms } from '@mediary/contract/system'
import { z } from 'zod'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { conflict } from '../platform/http/problem.ts'
import type { Settings } from '../settings/settings.ts'
import { enabledMechanisms, hasJwtKey, isPinned, type Switched, settingOf } from './rules.ts'
import { readStored, writeStored } from './stored-settings.ts'

const name = 'mechanisms'
const Stored = z.partialRecord(z.enum(mechanisms), z.boolean())

/** Names by which settings were given, by their path: a name of the environment, or a place in a file. */
export type Sources = Record<string, string>

export type MechanismStore = ReturnType<typeof mechanismStore>

/** The authentication mechanisms in use: as configured, else as switched in the console. */
export function mechanismStore(
  database: Database,
  write: Write,
  { authentication, sources = {} }: { authentication: Settings['authentication']; sources?: Sources | undefined },
) {
  const switched = async (db: Database['kysely'] = database.kysely): Promise<Switched> => {
    const value = await readStored(db, name)
    return value === undefined ? {} : Stored.parse(JSON.parse(value))
  }
  const pinnedBy = (mechanism: Mechanism) => {
    const setting = `authentication.${settingOf[mechanism]}`
    return isPinned(authentication, mechanism) ? (sources[setting] ?? setting) : undefined
  }

  return {
    enabled: async () => enabledMechanisms(authentication, await switched()),

    async show(): Promise<AuthenticationSettings> {
      const enabled = enabledMechanisms(authentication, await switched())
      return {
        mechanisms: mechanisms.map((mechanism) => ({
          mechanism,
          enabled: enabled.includes(mechanism),
          pinnedBy: pinnedBy(mechanism),
          needsKey: mechanism === 'jwt-auth' && !hasJwtKey(authentication),
        })),
        jwt: shownJwt(authentication.jwt),
      }
    },

    /** Resolves when the next request obeys. */
    async set(mechanism: Mechanism, enabled: boolean) {
      const source = pinnedBy(mechanism)
      if (source) throw conflict('mechanism-set-by-configuration', { source })
      if (enabled && mechanism === 'jwt-auth' && !hasJwtKey(authentication)) throw conflict('jwt-needs-key')
      await write(async (trx, touch) => {
        await writeStored(trx, name, JSON.stringify({ ...(await switched(trx)), [mechanism]: enabled }))
        touch('setting', name)
      })
    },
  }
}

/** How tokens are verified. Of the key only its kind; of an address not the password it may hold. */
function shownJwt({ algorithms, audience, issuer, secretOrPublicKey, jwksUri }: Settings['authentication']['jwt']) {
  const address = URL.parse(jwksUri)
  return {
    algorithms,
    audience,
    issuer,
    key: !secretOrPublicKey
      ? ('none' as const)
      : secretOrPublicKey.includes('-----BEGIN')
        ? ('public key' as const)
        : ('shared secret' as const),
    jwksUri: address ? `${address.origin}${address.pathname}` : '',
  }
}
