import { optional, optionalList } from '@mediary/contract/api/shapes'
import { Passphrase, Pem } from '@mediary/contract/keystore/certificate'
import { issue, plainIssue } from '@mediary/contract/problem'
import { z } from 'zod'
import { dropMasks } from '../mask.ts'
import { findKeptId, readRecord } from '../read-record.ts'
import type { Importer } from '../stores.ts'

const Certificate = z.looseObject({ data: optional(Pem) })
const ImportedKeystore = z.object({
  cert: optional(Certificate),
  key: optional(Pem),
  passphrase: optional(Passphrase),
  ca: optionalList(Certificate.extend({ data: Pem })),
})

/** Trusts the certificates of a keystore, and takes its server certificate when the key comes along. */
export const importKeystore: Importer = async (sent, context) => {
  const { keystore } = context.stores
  const { record, masked } = dropMasks(sent)
  const { fields, notes } = readRecord(ImportedKeystore, record)
  const { cert, key, passphrase, ca } = fields
  for (const one of ca) await keystore.trust(one.data, findKeptId(one, context))
  if (!cert?.data) return { inserted: false, notes }
  if (key) {
    await keystore.setCertificate({ cert: cert.data, key, passphrase })
    return { inserted: false, notes: [...notes, issue('', 'import-needs-restart')] }
  }
  const reason = masked.includes('key') ? 'import-key-not-exported' : 'import-key-missing'
  return { inserted: false, notes: [...notes, plainIssue('', reason)] }
}
