// The bodies of the record: their keys, and the bucket of old ones as the settings name it.
import { BodyKeys, bodyStore, type ColdBodies, coldBodies } from '../../bodies/index.ts'
import type { Database } from '../../platform/database/database.ts'
import { objectStore } from '../../platform/object-store/object-store.ts'
import type { Secrets } from '../../platform/secrets.ts'
import type { Settings } from '../../settings/settings.ts'
import { bodyKeyFolder } from '../places.ts'

/** Opens what reads bodies. */
export function openBodies(database: Database, settings: Settings, secrets: Secrets) {
  const bodyKeys = new BodyKeys(bodyKeyFolder(settings), secrets)
  const cold = openColdBodies(database, settings, secrets)
  return { bodyKeys, coldBodies: cold, bodies: bodyStore(database, bodyKeys, cold) }
}

/** Undefined on SQLite, which keeps bodies in files of its own. */
function openColdBodies(database: Database, settings: Settings, secrets: Secrets): ColdBodies | undefined {
  if (database.engine === 'sqlite') return undefined
  const { endpoint, bucket, keyId, secret, region, prefix } = settings.coldBodies
  const isComplete = endpoint !== undefined && bucket !== undefined && keyId !== undefined && secret !== undefined
  if (!isComplete) return coldBodies(database, { digest: secrets.objectDigest })
  const store = objectStore({ endpoint, bucket, region, prefix, credentials: { keyId, secret } })
  const id = secrets.objectDigest(JSON.stringify([endpoint, bucket, prefix])).slice(0, 16)
  return coldBodies(database, { bucket: { id, store }, digest: secrets.objectDigest })
}
