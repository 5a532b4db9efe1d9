// Moves the clock of an installation with 200 clinics over 90 days, and compares its notices with the planted silences.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { silenceWatcher } from '../../server/src/alerts/index.ts'
import { claims } from '../../server/src/platform/database/claims.ts'
import { openDatabase } from '../../server/src/platform/database/database.ts'
import { logTo } from '../../server/src/platform/log.ts'
import { gateway, hourLength, learnedFrom, silenceStore, toHour } from '../../server/src/silence/index.ts'
import {
  buildClinic,
  clinics,
  day,
  listHours,
  plantSilence,
  quarter,
  settings,
  start,
  toClosed,
  toId,
  toLocal,
  week,
} from '../../server/src/testing/clinics.ts'
import { seededRandom } from '../../server/src/testing/failure-causes.ts'
import { basic } from '../../server/src/testing/management.ts'
import { wholeApi } from '../../server/src/testing/whole-api.ts'
import { machine } from './machine.ts'

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, every: { type: 'string', default: '6' } },
})
const [seed, step] = [Number(values.seed), Number(values.every)]
const say = (line: string) => void process.stdout.write(`${line}\n`)
const began = Date.now()
say(`${machine()}; ${clinics} clinics, ${quarter / day} days after four weeks, a look each ${step} hours, seed ${seed}`)

const random = seededRandom(seed)
const all = Array.from({ length: clinics }, (_, n) => {
  const clinic = buildClinic(n, random)
  const isClosed = toClosed(toId(n))
  const drawn = start + learnedFrom + (5 + random(50)) * day + random(day)
  const planted = n % 2 === 0 ? plantSilence(drawn, clinic.silence, isClosed) : undefined
  const isPlanted = (hour: number) => planted !== undefined && hour >= planted.from && hour < planted.until
  const isSending = (hour: number) => !isPlanted(hour) && !isClosed(hour) && clinic.isActive(hour)
  return { id: toId(n), clinic, isClosed, planted, isPlanted, isSending }
})

const folder = mkdtempSync(join(tmpdir(), 'mediary-silence-'))
const database = openDatabase(join(folder, 'silence.db'))
const { app, stores } = await wholeApi({}, database)
const headers = basic('ada@example.org', 'correct horse battery')
const users = [{ user: 'ada@example.org', method: 'email' }]
await app.inject({ method: 'POST', url: '/groups', headers, payload: { group: 'Operators', users } })
const [group] = (await app.inject({ method: 'GET', url: '/groups', headers })).json()
await app.inject({ method: 'PUT', url: '/notice-settings', headers, payload: { groups: [group._id] } })

const silence = silenceStore(database)
const clock = { hour: start }
/** Looks for silences as a program that has just begun. */
async function look() {
  const watcher = silenceWatcher({
    ...stores,
    silence,
    clients: { summaries: async () => all.map(({ id }) => ({ _id: id, name: id, status: 'enabled' as const })) },
    settings: { read: async () => ({ ...(await stores.noticeSettings.read()), silence: settings }) },
    toLocal: (at) => toLocal(toHour(at)),
    claims: claims(database, 'proof'),
    now: () => clock.hour * hourLength + 60_000,
    log: logTo('warn', 'proof'),
  })
  await watcher.run()
  await watcher.stop()
}

const table = database.kysely.withTables<{ silences: { client: string; since: number; found_at: number } }>()
const end = start + learnedFrom + quarter
for (; clock.hour < end; ) {
  const active = all.filter(({ isSending }) => isSending(clock.hour)).map(({ id }) => id)
  await silence.addHours([gateway, ...active].map((client) => ({ client, hour: clock.hour })))
  clock.hour++
  if (clock.hour >= start + learnedFrom && clock.hour % step === 0) await look()
}
const found = Map.groupBy(await table.selectFrom('silences').selectAll().execute(), ({ client }) => client)
const notices = await stores.notices.list({ limit: 100, kind: 'client-silent' })
await database.close()
rmSync(folder, { recursive: true, force: true })

const faults: string[] = []
let [plantedCount, falseCount, maxOpen] = [0, 0, 0]
for (const { id, clinic, isClosed, planted, isPlanted } of all) {
  const episodes = (found.get(id) ?? []).map((one) => ({ since: one.since, found: toHour(one.found_at) }))
  const right = episodes.filter((one) => isPlanted(one.found - 1))
  const wrong = episodes.length - right.length
  falseCount += wrong
  if (wrong > 1) faults.push(`${clinic.name} ${id}: ${wrong} false notices`)
  if (!planted) continue
  plantedCount++
  const [first] = right
  if (!first || right.length > 1) faults.push(`${clinic.name} ${id}: a planted silence was found ${right.length} times`)
  if (!first) continue
  // A weekly request that was due while it was closed is due a week later.
  const hours = listHours(planted.from, first.found)
  const excused = clinic.name === 'weekly' ? hours.filter((hour) => isClosed(hour) && clinic.isActive(hour)).length : 0
  const open = hours.filter((hour) => !isClosed(hour)).length
  maxOpen = Math.max(maxOpen, open)
  if (open > clinic.grace + excused * week + step) faults.push(`${clinic.name} ${id}: found after ${open} open hours`)
}
say(
  `${plantedCount} planted silences, ${falseCount} false ones in ${clinics} clinics, found after at most ${maxOpen} open hours; ` +
    `${notices.length === 100 ? 'at least ' : ''}${notices.length} notices, in ${Math.round((Date.now() - began) / 1000)} s`,
)
say(faults.length ? `${faults.length} faults:\n${faults.join('\n')}` : 'no fault')
process.exit(faults.length ? 1 : 0)
