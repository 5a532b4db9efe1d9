import { type NoteObject, noteObjects, notesApi } from '@mediary/contract/operations/notes'
import type { FastifyInstance } from 'fastify'
import { type Caller, may } from '../platform/http/caller.ts'
import { implement, type Require } from '../platform/http/implement.ts'
import { forbidden, notFound } from '../platform/http/problem.ts'
import type { NoteStore } from './store.ts'

/** An object that exists. `resource`: the id by which a `-specified` permission lists it; undefined: none lists it. */
type Found = { resource: string | undefined }

type Deps = {
  notes: NoteStore
  find: Record<NoteObject, (id: string) => Promise<Found | undefined>>
}

export const noteRoutes = (app: FastifyInstance, require: Require, { notes, find }: Deps) => {
  /** An object that the caller may not see is answered as one that does not exist. */
  const findReadable = async (object: NoteObject, id: string, caller: Caller) => {
    const found = await find[object](id)
    return found && may(caller, noteObjects[object].read, found.resource) ? found : undefined
  }
  const requireWrite = (object: NoteObject, { resource }: Found, caller: Caller) => {
    const permission = noteObjects[object].write
    if (!may(caller, permission, resource))
      throw forbidden('permission-missing', { user: caller.user?.email ?? '', permission })
  }

  return implement(app, require, notesApi, {
    list: async ({ query }, { caller }) => {
      if (!(await findReadable(query.object, query.id, caller)))
        throw notFound('note-object-not-found', { id: query.id })
      return notes.list(query)
    },

    add: async ({ body: { text, ...place } }, { caller }) => {
      const found = await findReadable(place.object, place.id, caller)
      if (!found) throw notFound('note-object-not-found', { id: place.id })
      requireWrite(place.object, found, caller)
      return notes.add(place, text, caller)
    },

    remove: async ({ params: { id } }, { caller }) => {
      const note = await notes.find(id)
      const found = note && (await findReadable(note.object, note.objectId, caller))
      if (!note || !found) throw notFound('note-not-found', { id })
      requireWrite(note.object, found, caller)
      await notes.remove(note)
      return 'The note was removed'
    },
  })
}
