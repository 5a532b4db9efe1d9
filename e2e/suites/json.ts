import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Program } from '../program.ts'
import { countOutcomes, type Outcome } from './outcome.ts'

const readDocuments = (folder: string) =>
  readdirSync(join(folder, 'test_parsing')).map((name) => ({
    name,
    bytes: readFileSync(join(folder, 'test_parsing', name)),
  }))

async function post(url: string, bytes: Buffer, headers: Record<string, string>) {
  const answer = await fetch(url, { method: 'POST', body: new Uint8Array(bytes), headers })
  return { status: answer.status, text: await answer.text() }
}

/** Sends JSONTestSuite (github.com/nst/JSONTestSuite) to the API: `y_` files are JSON, `n_` files are not, `i_` files may be either. */
export async function runJsonOnApi(folder: string, program: Program): Promise<Outcome> {
  const cases = []
  for (const { name, bytes } of readDocuments(folder)) {
    const headers = { authorization: program.authorization, 'content-type': 'application/json' }
    const { status, text } = await post(`${program.base}/channels/check-pattern`, bytes, headers)
    const isRefusedAsJson = status === 400 && /"not-json"/.test(text)
    const isExpected = name.startsWith('i_') || (name.startsWith('y_') ? !isRefusedAsJson : status === 400)
    cases.push({ name, isRight: status < 500 && isExpected, detail: `${status} ${text.slice(0, 100)}` })
  }
  return countOutcomes('JSONTestSuite, management API', cases)
}

/** Sends JSONTestSuite to a channel that goes by the content of JSON: none may fail in the gateway. */
export async function runJsonOnChannel(folder: string, url: string): Promise<Outcome> {
  const cases = []
  for (const { name, bytes } of readDocuments(folder)) {
    const { status } = await post(url, bytes, { 'content-type': 'application/json' })
    cases.push({ name, isRight: status < 500, detail: String(status) })
  }
  return countOutcomes('JSONTestSuite, content rule of a channel', cases)
}
