// The pictures of credentials, issuers, and roles: who may do what.
import type { Page } from 'playwright-core'
import { seen } from '../../e2e/browser/console.ts'
import type { Picture } from './picture.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

export const accessPictures: Picture[] = [
  {
    name: 'credentials',
    size: 'wide',
    path: ({ clinic }) => `/clients/${clinic}?open=credentials`,
    async show(page) {
      await seen(page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).first())
      return page.getByRole('dialog')
    },
  },
  {
    name: 'timed-roles',
    size: 'tall',
    path: ({ clinic }) => `/clients/${clinic}`,
    async show(page) {
      const roles = page.getByRole('region', { name: 'Roles', exact: true })
      await button(page, 'Give a role for a time').click()
      await roles.evaluate((section) => section.scrollIntoView({ block: 'center' }))
      return roles
    },
  },
  {
    name: 'role-use',
    size: 'wide',
    path: () => '/clients/roles/clinic',
    async show(page) {
      await seen(page.getByRole('table', { name: 'Clients that have it' }))
      return undefined
    },
  },
  {
    name: 'issuers',
    size: 'wide',
    path: () => '/settings/issuers',
    async show(page) {
      await seen(page.getByRole('article').last())
      return undefined
    },
  },
  {
    name: 'client-import',
    size: 'wide',
    path: () => '/clients/import',
    async show(page) {
      const lines = 'clientID,name,roles\ngulu-clinic,Gulu Health Centre III,clinic\nlira-clinic,,clinic'
      await page.getByLabel('Or paste it here').fill(lines)
      await button(page, 'Check the text').click()
      await seen(page.getByRole('table', { name: 'Wrong' }))
      return undefined
    },
  },
]
