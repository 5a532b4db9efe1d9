// Calls as OpenHIM 8.5 answered them. An answer with another status must be in the migration guide.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { recordedDocuments } from '../../testing/openhim/recorded/documents.ts'
import type { Exchange } from '../../testing/openhim/recorded/exchange.ts'
import { recordedMediators } from '../../testing/openhim/recorded/mediators.ts'
import { recordedPeople } from '../../testing/openhim/recorded/people.ts'
import { recordedRecords } from '../../testing/openhim/recorded/records.ts'
import { wholeApi } from '../../testing/whole-api.ts'

const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guides/migration.md'), 'utf8')
const authorization = `Basic ${Buffer.from('ada@example.org:correct horse battery').toString('base64')}`
/** What OpenHIM's console and mediators send. */
const accept = 'application/json, text/plain, */*'

async function start() {
  const { app } = await wholeApi()
  async function send([method, url, payload]: Exchange['call'], isPublic = false) {
    const headers = { accept, ...(!isPublic && { authorization }) }
    const { statusCode, body } = await app.inject({ method, url, headers, ...(payload && { payload }) })
    return { status: statusCode, body }
  }
  /** Puts the ids of documents in the place of `{/list field=value}`. */
  async function resolve(text: string): Promise<string> {
    const [reference, list = '', field = '', value] = /\{(\/\w+) (\w+)=([^}]+)\}/.exec(text) ?? []
    if (!reference) return text
    const documents: Record<string, unknown>[] = JSON.parse((await send(['GET', list])).body)
    const found = documents.find((one) => one[field] === value) ?? assert.fail(`${list} has no ${value}`)
    return resolve(text.replace(reference, String(found._id)))
  }
  return async ({ call: [method, path, body], isPublic }: Exchange) => {
    const sent = body && JSON.parse(await resolve(JSON.stringify(body)))
    return send([method, await resolve(path), sent], isPublic)
  }
}

for (const { section, title, exchanges } of [
  ...recordedMediators,
  ...recordedDocuments,
  ...recordedRecords,
  ...recordedPeople,
])
  test(`${section}: ${title}`, async () => {
    const exchange = await start()
    for (const recorded of exchanges) {
      const { call, openhim, here = openhim, answers } = recorded
      const { status, body } = await exchange(recorded)
      const shown = `${call[0]} ${call[1]} ${JSON.stringify(call[2] ?? '')}: ${body}`
      assert.equal(status, here, shown)
      if (here !== openhim) assertListed(recorded)
      else if (typeof answers === 'string') assert.equal(body, answers, shown)
      else if (answers) assert.partialDeepStrictEqual(JSON.parse(body), answers, shown)
    }
  })

function assertListed({ listed, call }: Exchange) {
  assert.ok(listed, `${call[0]} ${call[1]} answers otherwise: it must be in the migration guide`)
  assert.ok(guide.includes(`\n| ${listed}`), `the migration guide has no line "${listed}"`)
}
