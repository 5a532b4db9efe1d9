import { Id } from '@mediary/contract/api/shapes'
import type { ConfigurationKindName } from '@mediary/contract/configuration'
import { z } from 'zod'
import type { documentHistory, ObjectHistory } from '../history/index.ts'
import type { ConfigurationKind } from './kind.ts'

type Kind = Parameters<typeof documentHistory>[0]
const DocumentRow = z.object({ id: z.string(), definition: z.string() })
const Definition = z.record(z.string(), z.unknown())

/** Describes one kind of the documents that nothing but the management API reads. `field`: the one with its name. */
export function documentConfiguration(
  name: ConfigurationKindName,
  kind: Kind,
  { history, fields, field }: { history: ObjectHistory; fields: z.ZodObject; field: string },
): ConfigurationKind {
  const schema = fields.extend({ _id: Id.optional() })
  return {
    name,
    history,
    schema,
    getName: (document) => `${document[field]}`,
    read({ documents = [] }) {
      const [row] = documents.map((one) => DocumentRow.parse(one))
      return row ? { _id: row.id, ...fields.parse(Definition.parse(JSON.parse(row.definition))) } : {}
    },
    write({ _id, ...document }) {
      return { documents: [{ id: _id, kind, name: `${document[field]}`, definition: JSON.stringify(document) }] }
    },
  }
}
