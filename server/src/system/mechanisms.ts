import { type AuthenticationSettings, type Mechanism, mechanisms } from '@mediary/contract/system'
import { z } from 'zod'
import type { Write } from '../platform/database/changes.ts'
import type { Database } from '../platform/database/database.ts'
import { conflict } from '../platform/http/problem.ts'
import type { Settings } from '../settings/settings.ts'
import { hideSecrets, type StoredIssuer } from './issuers/issuer.ts'
import { issuerPrefix, parseIssuer } from './issuers/store.ts'
import { enabledMechanisms, hasJwtKey, isPinned, type Switched, settingOf } from './rules.ts'
import { readStored, readStoredAll, writeStored } from './stored-settings.ts'

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
  const listIssuers = async () =>
    (await readStoredAll(database.kysely, issuerPrefix)).map(({ value }) => parseIssuer(value))
  const listEnabled = async () => enabledMechanisms(authentication, await switched(), (await listIssuers()).length > 0)
  const pinnedBy = (mechanism: Mechanism) => {
    const setting = `authentication.${settingOf[mechanism]}`
    return isPinned(authentication, mechanism) ? (sources[setting] ?? setting) : undefined
  }

  return {
    enabled: listEnabled,

    async show(): Promise<AuthenticationSettings> {
      const enabled = await listEnabled()
      const [added] = await listIssuers()
      return {
        mechanisms: mechanisms.map((mechanism) => ({
          mechanism,
          enabled: enabled.includes(mechanism),
          pinnedBy: pinnedBy(mechanism),
          needsKey: mechanism === 'jwt-auth' && !added && !hasJwtKey(authentication),
        })),
        jwt: added && !hasJwtKey(authentication) ? showAdded(added) : shownJwt(authentication.jwt),
      }
    },

    /** Resolves when the next request obeys. */
    async set(mechanism: Mechanism, enabled: boolean) {
      const source = pinnedBy(mechanism)
      if (source) throw conflict('mechanism-set-by-configuration', { source })
      if (enabled && mechanism === 'jwt-auth' && !hasJwtKey(authentication) && (await listIssuers()).length === 0)
        throw conflict('jwt-needs-key')
      await write(async (trx, touch) => {
        await writeStored(trx, name, JSON.stringify({ ...(await switched(trx)), [mechanism]: enabled }))
        touch('setting', name)
      })
    },
  }
}

/** How tokens are verified. Of the key only its kind; of an address not the password it may hold. */
function shownJwt({ algorithms, audience, issuer, secretOrPublicKey, jwksUri }: Settings['authentication']['jwt']) {
  return {
    algorithms,
    audience,
    issuer,
    key: !secretOrPublicKey
      ? ('none' as const)
      : secretOrPublicKey.includes('-----BEGIN')
        ? ('public key' as const)
        : ('shared secret' as const),
    jwksUri: hideSecrets(jwksUri),
  }
}

/** Without a key in the settings, their view shows the first issuer that was added. */
const showAdded = ({ algorithms, audience, issuer, sealedSecret, jwksUri }: StoredIssuer) => ({
  algorithms,
  audience,
  issuer,
  key:
    sealedSecret !== undefined
      ? ('shared secret' as const)
      : jwksUri === undefined
        ? ('public key' as const)
        : ('none' as const),
  jwksUri: hideSecrets(jwksUri ?? ''),
})
