// Notices that wait for the end of quiet hours or for a digest. What is due at the same time for one person comes together.
import type { User } from '@mediary/contract/users'
import type { Database } from '../../platform/database/database.ts'
import type { Secrets } from '../../platform/secrets.ts'
import { bringForward } from '../on-call/incidents.ts'
import type { NewNotice, NoticeRow, NoticeTables, OpenedNotice, Trx } from '../rows.ts'
import type { StoredSettings } from '../settings-rules.ts'
import { findLanguage } from '../texts/languages.ts'
import { translate } from '../texts/texts.ts'

const maxListed = 50
const maxGathered = 1_000

type Deps = {
  secrets: Pick<Secrets, 'open'>
  add: (notices: readonly NewNotice[], trx: Trx) => Promise<unknown>
}

/** Returns the user with this address, and the settings. */
type Readers = {
  settings: { read: () => Promise<StoredSettings> }
  findUser: (email: string) => Promise<User | undefined>
}

/** The notices that are held back. */
export function heldNotices(database: Database, { secrets, add }: Deps) {
  const db = database.kysely.withTables<NoticeTables>()
  return {
    /** Holds back a claimed notice. No attempt was made. Whoever is next on call is told instead. */
    hold: ({ id }: Pick<OpenedNotice, 'id'>, until: number, now: number) =>
      database.kysely.transaction().execute(async (trx) => {
        const { numUpdatedRows } = await trx
          .withTables<NoticeTables>()
          .updateTable('notices')
          .set({ state: 'held', next_at: until, holder: null })
          .where('id', '=', id)
          .where('state', '=', 'waiting')
          .executeTakeFirst()
        if (numUpdatedRows > 0n) await bringForward(trx, { id }, now)
      }),

    /** Lets go what is due: one notice as it is, several of a person as one digest. */
    async release(now: number, readers: Readers) {
      const due = await db
        .selectFrom('notices')
        .select(['id', 'recipient', 'method'])
        .where('state', '=', 'held')
        .where('next_at', '<=', now)
        .orderBy('id')
        .limit(maxGathered)
        .execute()
      for (const group of Map.groupBy(due, ({ recipient, method }) => `${method} ${recipient}`).values()) {
        const ids = group.map(({ id }) => id)
        if (ids.length === 1) await setFree(db, ids, now)
        else await gather(database, group, { secrets, add, ...readers })
      }
    },
  }
}

/** The members and their digest change together: a crash neither loses one nor sends it twice. */
async function gather(
  database: Database,
  group: readonly Pick<NoticeRow, 'id' | 'recipient'>[],
  { secrets, add, settings, findUser }: Deps & Readers,
) {
  const recipient = group[0]?.recipient ?? ''
  const ids = group.map(({ id }) => id)
  const { instance, consoleUrl, language } = await settings.read()
  const own = findLanguage(await findUser(recipient), language)
  await database.kysely.transaction().execute(async (trx) => {
    const members = await trx
      .withTables<NoticeTables>()
      .updateTable('notices')
      .set({ state: 'gathered', next_at: 0 })
      .where('id', 'in', ids)
      .where('state', '=', 'held')
      .returningAll()
      .execute()
    const [first] = members.sort((a, b) => (a.id < b.id ? -1 : 1))
    if (!first) return
    const listed = members.slice(0, maxListed).flatMap((row) => describe(row, secrets))
    const more = members.length - maxListed
    const link = consoleUrl && `${consoleUrl.replace(/\/$/, '')}/notices`
    const count = members.length
    const digest: NewNotice = {
      key: `digest ${first.id} ${first.method} ${recipient}`,
      kind: 'digest',
      method: first.method,
      recipient,
      subject: translate(own, 'digest.subject', { instance, count }),
      content: {
        lines: more > 0 ? [...listed, translate(own, 'digest.more', { count: more })] : listed,
        link,
        facts: { count },
      },
    }
    await add([digest], trx)
  })
}

const setFree = (db: ReturnType<Trx['withTables']>, ids: string[], now: number) =>
  db
    .withTables<NoticeTables>()
    .updateTable('notices')
    .set({ state: 'waiting', next_at: now, released: 1 })
    .where('id', 'in', ids)
    .where('state', '=', 'held')
    .execute()

/** Lists the lines of a notice in a digest. */
function describe({ subject, content }: NoticeRow, secrets: Pick<Secrets, 'open'>): string[] {
  const { lines }: { lines: string[] } = content === null ? { lines: [] } : JSON.parse(secrets.open(content))
  return [subject, ...lines.map((line) => `  ${line}`)]
}
