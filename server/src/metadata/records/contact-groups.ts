import { NewContactGroup } from '@mediary/contract/contact-groups'
import { readRecord } from '../read-record.ts'
import type { Importer } from '../stores.ts'

/** Adds or replaces a contact group by its name. */
export const importContactGroup: Importer = async (sent, { stores: { contactGroups } }) => {
  const { fields, notes } = readRecord(NewContactGroup, sent)
  const former = await contactGroups.findNamed(fields.group)
  if (former) await contactGroups.update(former._id, () => fields)
  else await contactGroups.create(fields)
  return { inserted: !former, notes }
}
