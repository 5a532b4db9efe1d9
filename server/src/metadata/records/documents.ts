// Imports documents that are found by their names, and replaced as a whole.
import { NewApp } from '@mediary/contract/apps'
import { NewContactGroup } from '@mediary/contract/operations/contact-groups'
import { NewVisualizer } from '@mediary/contract/operations/visualizers'
import type { z } from 'zod'
import { findKeptId, readRecord } from '../read-record.ts'
import type { Importer, MetadataStores } from '../stores.ts'

type NamedStore<Fields> = {
  findNamed: (name: string) => Promise<{ _id: string } | undefined>
  create: (fields: Fields, keptId?: string) => Promise<string>
  update: (id: string, edit: () => Fields) => Promise<unknown>
}

type Kind<S extends z.ZodType> = {
  schema: S
  getStore: (stores: MetadataStores) => NamedStore<z.output<S>>
  getName: (fields: z.output<S>) => string
}

const importNamed =
  <S extends z.ZodType>({ schema, getStore, getName }: Kind<S>): Importer =>
  async (sent, context) => {
    const { fields, notes } = readRecord(schema, sent)
    const store = getStore(context.stores)
    const former = await store.findNamed(getName(fields))
    if (former) await store.update(former._id, () => fields)
    const id = former?._id ?? (await store.create(fields, findKeptId(sent, context)))
    return { id, inserted: !former, notes }
  }

export const importContactGroup = importNamed({
  schema: NewContactGroup,
  getStore: ({ contactGroups }) => contactGroups,
  getName: ({ group }) => group,
})

export const importVisualizer = importNamed({
  schema: NewVisualizer,
  getStore: ({ visualizers }) => visualizers,
  getName: ({ name }) => name,
})

export const importApp = importNamed({
  schema: NewApp,
  getStore: ({ apps }) => apps,
  getName: ({ name }) => name,
})
