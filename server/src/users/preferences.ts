import { Preferences, preferencesApi } from '@mediary/contract/users/preferences'
import type { FastifyInstance } from 'fastify'
import type { Database } from '../platform/database/database.ts'
import { implement, type Require } from '../platform/http/implement.ts'

type PreferenceTables = { user_preferences: { user_id: string; preferences: string } }

export type PreferenceStore = ReturnType<typeof preferenceStore>

/** Keeps how people read the console. It is no configuration: nothing that the gateway does depends on it. */
export function preferenceStore(database: Database) {
  const db = database.kysely.withTables<PreferenceTables>()
  const read = async (userId: string): Promise<Preferences> => {
    const row = await db.selectFrom('user_preferences').selectAll().where('user_id', '=', userId).executeTakeFirst()
    return Preferences.parse(JSON.parse(row?.preferences ?? '{}'))
  }
  return {
    read,
    async save(userId: string, changes: Preferences) {
      const preferences = JSON.stringify(mergePreferences(await read(userId), changes))
      await db
        .insertInto('user_preferences')
        .values({ user_id: userId, preferences })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ preferences }))
        .execute()
    },
  }
}

/** Limits what one person can store: the console has about half as many lists. */
const maxLists = 50

/** Absent fields and absent lists keep their values. Beyond the limit, the list that was changed longest ago is forgotten. */
function mergePreferences(before: Preferences, changes: Preferences): Preferences {
  if (!changes.columns) return { ...before, ...changes }
  const kept = Object.entries(before.columns ?? {}).filter(([list]) => !Object.hasOwn(changes.columns ?? {}, list))
  const columns = Object.fromEntries([...kept, ...Object.entries(changes.columns)].slice(-maxLists))
  return { ...before, ...changes, columns }
}

export const preferenceRoutes = (app: FastifyInstance, require: Require, preferences: PreferenceStore) =>
  implement(app, require, preferencesApi, {
    save: async ({ body }, { caller }) => {
      if (caller.user) await preferences.save(caller.user.id, body)
      return 'The preferences are kept'
    },
  })
