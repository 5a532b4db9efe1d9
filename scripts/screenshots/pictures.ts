// The list of pictures: how each state of the console is reached, and what part of the page is shown.
import type { Page } from 'playwright-core'
import { clientsPage } from '../../e2e/browser/clients-page.ts'
import { seen } from '../../e2e/browser/console.ts'
import { accessPictures } from './access-pictures.ts'
import type { Picture } from './picture.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

async function showClients(page: Page) {
  await seen(clientsPage(page).role('laboratory'))
  return undefined
}

async function openAuthentication(page: Page) {
  const { form } = clientsPage(page)
  await form.tab('Authentication').click()
  await seen(form.section('Basic Auth'))
  return form.dialog
}

/** Taken from an installation that has done nothing but the quick start. */
export const firstRequest: Picture = {
  name: 'quick-start-transaction',
  size: 'tall',
  path: ({ transaction }) => `/transactions/${transaction}`,
  async show(page) {
    await seen(page.getByText('bodyTruncated').first())
    return undefined
  },
}

export const pictures: Picture[] = [
  ...accessPictures,
  {
    name: 'transaction',
    size: 'tall',
    path: ({ transaction }) => `/transactions/${transaction}`,
    async show(page) {
      await seen(page.getByText('Wanjiku').first())
      return undefined
    },
  },
  {
    name: 'try-it',
    size: 'wide',
    path: ({ clinic }) => `/clients?try=${clinic}&method=GET&path=/fhir/Observation`,
    async show(page) {
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: 'Try it', exact: true }).click()
      await seen(dialog.getByText('403').first())
      return dialog
    },
  },
  {
    name: 'channels',
    size: 'wide',
    path: () => '/channels',
    async show(page) {
      await seen(page.getByText('Vaccination registry').first())
      return undefined
    },
  },
  { name: 'clients', size: 'tall', path: () => '/clients', show: showClients },
  {
    name: 'one-client',
    size: 'tall',
    path: ({ clinic }) => `/clients/${clinic}`,
    show: async (page) => {
      await seen(page.getByRole('region', { name: 'Channels it may reach' }).getByRole('row').first())
      await seen(page.getByRole('region', { name: 'Traffic' }).getByText(/Failed, 30 days\d/))
      return undefined
    },
  },
  {
    name: 'history',
    size: 'wide',
    path: () => '/history',
    async show(page) {
      await seen(page.getByText('30000').first())
      return undefined
    },
  },
  {
    name: 'audits',
    size: 'wide',
    path: () => '/audits',
    async show(page) {
      await seen(page.getByText('Changed the configuration').last())
      return undefined
    },
  },
  {
    name: 'limits',
    size: 'tall',
    path: ({ clinic }) => `/clients/${clinic}`,
    async show(page) {
      const limits = page.getByRole('region', { name: 'Limits', exact: true })
      await limits.getByRole('button', { name: 'Fill in recommended values' }).click()
      await limits.getByRole('button', { name: 'Save the limits' }).click()
      await seen(limits.getByText('The limits are saved.'))
      await limits.evaluate((section) => section.scrollIntoView({ block: 'center' }))
      return limits
    },
  },
  {
    name: 'leaked',
    size: 'wide',
    path: () => '/clients/leaked',
    async show(page) {
      await page.getByLabel('Text with the secret').fill('Custom 2b7e8f2e-58b2-4d0a-9f0e-0c9d0a3c9b11')
      await button(page, 'Find whose it is').click()
      await seen(page.getByRole('article'))
      return undefined
    },
  },
  { name: 'clients-phone', size: 'phone', path: () => '/clients', show: showClients },
  {
    name: 'client-form',
    size: 'wide',
    path: () => '/clients?client=new',
    async show(page) {
      const { form } = clientsPage(page)
      await form.fill({ id: 'gulu-clinic', name: 'Gulu Health Centre III', roles: ['clinic'] })
      return form.dialog
    },
  },
  {
    name: 'client-form-phone',
    size: 'phone',
    path: () => '/clients?client=new',
    async show(page) {
      const { form } = clientsPage(page)
      await form.fill({ id: 'gulu-clinic', name: 'Gulu Health Centre III', roles: ['clinic'] })
      return undefined
    },
  },
  { name: 'client-authentication', size: 'tall', path: () => '/clients?client=new', show: openAuthentication },
  {
    name: 'client-errors',
    size: 'wide',
    path: () => '/clients?client=new',
    async show(page) {
      const { form } = clientsPage(page)
      await form.box('Client ID').fill('gulu-clinic')
      await form.save.click()
      await seen(form.alert)
      return form.dialog
    },
  },
  {
    name: 'client-token',
    size: 'wide',
    path: () => '/clients?client=new',
    async show(page) {
      await openAuthentication(page)
      await button(page, 'Generate UUID').click()
      await seen(page.getByText('Copy the token now'))
      return clientsPage(page).form.section('Custom Token')
    },
  },
  {
    name: 'client-delete',
    size: 'wide',
    path: ({ healthWorkers }) => `/clients?delete=${healthWorkers}`,
    async show(page) {
      await seen(page.getByRole('dialog').getByText('will be deleted with it'))
      return page.getByRole('dialog')
    },
  },
  {
    name: 'role-new',
    size: 'wide',
    path: () => '/clients',
    async show(page) {
      await button(page, '+ Role').click()
      const { line, matrix } = clientsPage(page)
      await line.getByRole('textbox').first().fill('pharmacy')
      return matrix
    },
  },
  {
    name: 'certificates',
    size: 'wide',
    path: () => '/certificates?view=clients',
    async show(page) {
      await seen(page.getByRole('heading', { name: 'Certificates', level: 1 }))
      return undefined
    },
  },
  {
    name: 'refusals',
    size: 'wide',
    path: () => '/refusals',
    async show(page) {
      await seen(page.getByText(/^Wrong password/).first())
      return undefined
    },
  },
]
