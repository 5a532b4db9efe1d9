import type { Page } from 'playwright-core'
import { gone, seen } from './console.ts'

export type Fields = {
  id?: string
  name?: string
  roles?: string[]
  newRole?: string
  token?: string
  domain?: string
  certificate?: string
  password?: string
  confirm?: string
}

/** The form of one client, as a person finds it: by the labels. */
export function findForm(page: Page) {
  const dialog = page.getByRole('dialog', { name: /^(Add|Edit) a client$/ })
  const box = (name: string) => dialog.getByRole('textbox', { name, exact: true })
  const role = (name: string) => dialog.getByRole('checkbox', { name, exact: true })
  const section = (name: string) => dialog.getByRole('region', { name })
  const tab = (name: 'Basic Info' | 'Authentication') => dialog.getByRole('tab', { name: new RegExp(`^${name}`) })
  const newRole = dialog.getByRole('textbox', { name: /^Add New Role/ })
  const token = dialog.getByRole('textbox', { name: /^Custom Token Identifier/ })
  const certificate = dialog.getByRole('combobox', { name: /^Client Certificate/ })
  const password = dialog.getByLabel(/^Basic Auth Password/)
  const confirm = dialog.getByLabel(/^Confirm Password/)
  const save = dialog.getByRole('button', { name: 'Save Changes' })
  const alert = dialog.getByTestId('form-summary')

  return {
    dialog,
    box,
    role,
    section,
    tab,
    newRole,
    token,
    certificate,
    password,
    confirm,
    save,
    alert,
    domain: box('Domain'),
    async fill(fields: Fields) {
      await tab('Basic Info').click()
      if (fields.id !== undefined) await box('Client ID').fill(fields.id)
      if (fields.name !== undefined) await box('Client Name').fill(fields.name)
      for (const name of fields.roles ?? []) await role(name).check()
      if (fields.newRole !== undefined) {
        await newRole.fill(fields.newRole)
        await newRole.press('Enter')
      }
      const { token: value, domain, certificate: chosen, password: secret } = fields
      if ([value, domain, chosen, secret].every((one) => one === undefined)) return
      await tab('Authentication').click()
      if (value !== undefined) await token.fill(value)
      if (domain !== undefined) await box('Domain').fill(domain)
      if (chosen !== undefined) await certificate.selectOption({ label: chosen })
      if (secret === undefined) return
      await password.fill(secret)
      await confirm.fill(fields.confirm ?? secret)
    },
    async saved(name: string) {
      await save.click()
      await seen(page.getByRole('status').filter({ hasText: `The client ${name} has been saved.` }))
      await gone(dialog)
    },
  }
}
export type Form = ReturnType<typeof findForm>

/** The Clients page, by its roles and labels. */
export function clientsPage(page: Page) {
  const list = page.getByRole('table', { name: 'Clients' })
  const matrix = page.getByRole('grid')
  const head = (name: string) => page.getByRole('rowheader', { name, exact: true })
  const form = findForm(page)
  const button = (name: string) => page.getByRole('button', { name, exact: true })
  return {
    list,
    matrix,
    form,
    button,
    success: (text: string) => page.getByRole('status').filter({ hasText: text }),
    failure: (text: string) => page.getByRole('alert').filter({ hasText: text }),
    client: (id: string) => list.getByRole('row').filter({ has: page.getByRole('button', { name: id, exact: true }) }),
    role: (name: string) => matrix.getByRole('row').filter({ has: head(name) }),
    line: matrix.getByRole('row').filter({ has: page.getByRole('textbox', { name: 'Name of the new role' }) }),
    tick: (role: string, channel: string) => button(`${role} may use ${channel}`),
    cross: (role: string, channel: string) => button(`${role} may not use ${channel}`),
    question: page.getByRole('dialog', { name: /^Delete (Client|Role)$/ }),
    async addClient(fields: Required<Pick<Fields, 'id'>> & Fields) {
      await button('+ Client').click()
      await form.fill({ name: `The ${fields.id}`, ...fields })
      await form.saved(fields.name ?? `The ${fields.id}`)
    },
    async editClient(id: string, fields: Fields) {
      // A client may have its ID for a name: both open the form.
      await list.getByRole('button', { name: id, exact: true }).first().click()
      await form.fill(fields)
      await form.save.click()
      await gone(form.dialog)
    },
    async ready() {
      await seen(page.getByRole('heading', { name: 'Clients', level: 2 }))
    },
  }
}

/** Names of the columns of channels, in order. */
export async function channelColumns(page: Page): Promise<string[]> {
  const heads = await page.getByRole('grid').getByRole('columnheader').allTextContents()
  return heads.slice(3, -1)
}

/** Every request that a page sends meanwhile that would change something. */
export async function writesDuring(page: Page, work: () => Promise<unknown>): Promise<string[]> {
  const writes: string[] = []
  const note = (request: { method: () => string; url: () => string }) => {
    if (request.method() !== 'GET') writes.push(`${request.method()} ${new URL(request.url()).pathname}`)
  }
  page.on('request', note)
  await work()
  page.off('request', note)
  return writes
}

/** Opens the menu of a client in the list, and chooses. */
export async function chooseMore(page: Page, client: string, item: string) {
  await page.getByRole('button', { name: `More about ${client}`, exact: true }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
