import type { ProblemError } from '../http/problem.ts'
import type { IdGenerator } from '../ids.ts'
import type { Write } from './changes.ts'
import { type Database, isDuplicate } from './database.ts'

/** The kinds of documents that nothing but the management API reads. Each kind belongs to one slice. */
type DocumentKind = 'contact-group' | 'visualizer' | 'app' | 'saved-view'

type DocumentRow = { id: string; kind: DocumentKind; name: string; definition: string }
type Trx = Database['kysely']

type Options<Fields> = {
  kind: DocumentKind
  newId: IdGenerator
  /** Reads a stored definition. One of an older version gets the defaults of newer fields. */
  parse: (definition: unknown) => Fields
  getName: (fields: Fields) => string
  /** Returns the problem of a second document with the same name. */
  duplicate: (name: string) => ProblemError
  missing: (id: string) => ProblemError
}

type Stored<Fields> = Fields & { _id: string }

/** The documents of one kind, with unique names. */
export function documentStore<Fields extends object>(database: Database, write: Write, options: Options<Fields>) {
  const { kind, newId, parse, getName } = options
  const tables = (trx: Trx = database.kysely) => trx.withTables<{ documents: DocumentRow }>()
  const select = (trx?: Trx) => tables(trx).selectFrom('documents').selectAll().where('kind', '=', kind)
  const toDocument = (row: DocumentRow): Stored<Fields> => ({ ...parse(JSON.parse(row.definition)), _id: row.id })

  const find = async (id: string, trx?: Trx): Promise<Stored<Fields>> => {
    const row = await select(trx).where('id', '=', id).executeTakeFirst()
    if (!row) throw options.missing(id)
    return toDocument(row)
  }

  const refuseDuplicate = async (name: string, save: () => Promise<unknown>) => {
    try {
      await save()
    } catch (error) {
      throw isDuplicate(error) ? options.duplicate(name) : error
    }
  }

  return {
    list: async (): Promise<Stored<Fields>[]> => (await select().orderBy('name').execute()).map(toDocument),
    find: (id: string) => find(id),

    async findNamed(name: string): Promise<Stored<Fields> | undefined> {
      const row = await select().where('name', '=', name).executeTakeFirst()
      return row && toDocument(row)
    },

    /** Returns the id of the new document. */
    create: (fields: Fields, id = newId()) =>
      write(async (trx, touch) => {
        const row = { id, kind, name: getName(fields), definition: JSON.stringify(fields) }
        await refuseDuplicate(row.name, () => tables(trx).insertInto('documents').values(row).execute())
        touch(kind, row.id)
        return row.id
      }),

    update: (id: string, edit: (former: Fields) => Fields) =>
      write(async (trx, touch) => {
        const { _id, ...former } = await find(id, trx)
        const fields = edit(parse(former))
        const row = { name: getName(fields), definition: JSON.stringify(fields) }
        await refuseDuplicate(row.name, () =>
          tables(trx).updateTable('documents').set(row).where('id', '=', id).execute(),
        )
        touch(kind, id)
      }),

    remove: (id: string) =>
      write(async (trx, touch) => {
        await find(id, trx)
        await tables(trx).deleteFrom('documents').where('id', '=', id).execute()
        touch(kind, id)
      }),
  }
}
