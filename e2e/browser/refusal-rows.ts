/** Requests that are refused, and the row that the console shows for each. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { text } from 'node:stream/consumers'
import type { TestContext } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import type { Pair } from '../certificates.ts'
import { until } from '../until.ts'
import { type Console, seen } from './console.ts'

export type Answer = { status: number; id: string; body: string }
export type Init = { method?: string; body?: string; headers?: Record<string, string> }

export const basic = (client: string, password: string) =>
  `Basic ${Buffer.from(`${client}:${password}`).toString('base64')}`

/** Sends a request to the gateway; a refused one has an id. */
export async function send(url: string, authorization?: string, { headers, ...init }: Init = {}): Promise<Answer> {
  const answer = await fetch(url, { ...init, headers: { ...headers, ...(authorization && { authorization }) } })
  return { status: answer.status, id: answer.headers.get('x-mediary-refusal-id') ?? '', body: await answer.text() }
}

/** Sends a request with a certificate, on a connection of its own. */
export const sendWithCertificate = (url: string, { cert, key }: Pair) =>
  new Promise<Answer>((resolve, reject) => {
    const identity = { cert: readFileSync(cert), key: readFileSync(key), rejectUnauthorized: false, agent: false }
    const outgoing = request(url, identity, (response) => {
      const id = `${response.headers['x-mediary-refusal-id'] ?? ''}`
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, id, body }), reject)
    })
    outgoing.on('error', reject).end()
  })

/** Opens the page of refusals at the row of one. */
export async function openRefusal(shared: Console, t: TestContext, id: string): Promise<{ page: Page; row: Locator }> {
  assert.ok(id, 'the answer has no id of a refusal')
  const page = await shared.open(t, `/refusals?find=${id}`)
  await until('one refusal is shown', async () => (await page.getByRole('article').count()) === 1)
  return { page, row: page.getByRole('article') }
}

/** Opens the details of a refusal in the list. The only one is open already. */
export async function openDetails(row: Locator) {
  const toggle = row.getByRole('button', { name: 'Details', exact: true })
  await toggle.waitFor()
  if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click()
}

/** Gives the client a new password from its page, to which the button of the row leads. */
export async function addPassword(row: Locator, page: Page, password: string) {
  await row.getByRole('button', { name: 'Give it a new credential' }).click()
  const dialog = page.getByRole('dialog', { name: /^Credentials of/ })
  const add = dialog.getByRole('group', { name: 'Add a credential' })
  await add.getByLabel('Kind').selectOption({ label: 'Basic Auth' })
  await add.getByRole('textbox', { name: 'Password' }).fill(password)
  await add.getByRole('button', { name: 'Add', exact: true }).click()
  await seen(dialog.getByRole('row', { name: /Basic Auth.*active/ }).last())
}
