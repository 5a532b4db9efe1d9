import { tolerate } from '@mediary/contract/api/unknown-fields'
import { NewMediator } from '@mediary/contract/mediators'
import { issue } from '@mediary/contract/problem'
import { z } from 'zod'
import { isMasked } from '../mask.ts'
import { findKeptId, isRecord, readRecord } from '../read-record.ts'
import type { Importer } from '../stores.ts'

// The registration itself takes every field, since older mediators send more than is kept.
const ImportedMediator = tolerate(z.object(NewMediator.shape), {
  ignored: ['_configModifiedTS', '_uptime', '_lastHeartbeat'],
})

/** Adds a mediator, or replaces what is stored of it, whatever its version. */
export const importMediator: Importer = async (sent, context) => {
  const { mediators } = context.stores
  const by = context.caller.user?.email ?? ''
  const options = { imported: true, keptId: findKeptId(sent, context) }
  const urns = (await mediators.list()).map(({ urn }) => urn)
  const { fields, notes } = readRecord(ImportedMediator, sent)
  const inserted = !urns.includes(fields.urn)
  const { config } = fields
  if (!inserted || !isRecord(config)) {
    await mediators.register(fields, by, options)
    return { inserted, notes }
  }
  const masked = Object.keys(config).filter((param) => isMasked(config[param]))
  const told = Object.fromEntries(Object.entries(config).filter(([param]) => !masked.includes(param)))
  await mediators.register({ ...fields, config: told }, by, options)
  const uncarried = masked.map((param) => issue(`config.${param}`, 'import-mediator-password-missing'))
  return { inserted, notes: [...notes, ...uncarried] }
}
