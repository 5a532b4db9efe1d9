import assert from 'node:assert/strict'
import { tryChannels, tryClients, tryContactLists, tryMediators, tryUsers, tryVisualizer } from './configuring.ts'
import { closed, field, fill, type Given, gone, press, remove, row, shows } from './page-actions.ts'

type Step = { name: string; path: string; act: (given: Given) => Promise<void> }

async function tryCertificates({ page }: Given) {
  await page.locator('[ng-click="addCert(\'client\')"]').click()
  await fill(page, {
    'cert.days': '30',
    'cert.commonName': 'compat-cn',
    'cert.country': 'KE',
    'cert.organization': 'Compat',
  })
  await page.locator('[ng-click="submitFormCertificate()"]').click()
  await page.locator('[ng-click="downloadCertFile()"]').waitFor()
  await page.locator('.modal-header .close').click()
  await closed(page)
  await row(page, 'compat-cn').waitFor()
  await remove(page, 'compat-cn')
}

async function tryExportImport({ page, importFile }: Given) {
  await press(page, 'Generate Export Script')
  await page.locator('a[ng-if="downloadLink"]').waitFor()
  const choosing = page.waitForEvent('filechooser')
  await page.locator('.drop-box:visible').first().click()
  await (await choosing).setFiles(importFile)
  await shows(page, /Successfull Imports: 1/)
}

async function tryTransaction({ page }: Given) {
  await shows(page, 'look the patient up')
  await press(page, 'Re-run Transaction')
  await press(page.locator('.modal-footer'), 'Confirm Batch Rerun')
  await shows(page, /has been added to the queue to be rerun/)
  await press(page.locator('.modal-footer'), 'Close')
  await closed(page)
}

async function tryTransactions({ page }: Given) {
  await row(page, '/lab').waitFor()
  await page.locator('[ng-click="advancedFilters.isCollapsed = !advancedFilters.isCollapsed"]').click()
  await fill(page, { 'settings.filter.transaction.path': '/lab' })
  await page.locator('[ng-click="applyFiltersToUrl();"]').first().click()
  await shows(page, 'Filters Applied')
  await row(page, '/lab').waitFor()
  await press(page, 'Re-run all transactions that match current filters')
  await press(page, 'Continue...')
  await field(page, 'taskSetup.paused').check()
  await press(page.locator('.modal-footer'), 'Confirm Batch Rerun')
  await shows(page, /have been added to the queue to be rerun/)
  await press(page.locator('.modal-footer'), 'Close')
}

/** Returns every page of the console, and what a person comes to it for. */
export const listSteps = (given: Given): Step[] => [
  ...listRecordPages(given),
  ...listConfigurationPages(given),
  ...ownPages,
]

const listRecordPages = ({ transactionId }: Given): Step[] => [
  {
    name: 'sign in',
    path: '/login',
    act: async ({ page, root }) => {
      await fill(page, { loginEmail: root.email, loginPassword: root.password })
      await page.locator('input[type=submit]:visible').click()
      await shows(page, 'Transactions Log')
    },
  },
  { name: 'dashboard', path: '/', act: ({ page }) => page.locator('#transaction-load-graph svg').waitFor() },
  { name: 'transactions', path: '/transactions', act: tryTransactions },
  { name: 'a transaction', path: `/transactions/${transactionId}`, act: tryTransaction },
  {
    name: 'tasks, and a task',
    path: '/tasks',
    act: async ({ page }) => {
      await page.locator('td[ng-click^="viewTaskDetails"]:visible').first().click()
      await shows(page, /Completed|Queued|Processing/)
      await page.goBack()
      await page.locator('[ng-click="resumeTask(task)"]:visible').first().click()
      await gone(page.locator('[ng-click="resumeTask(task)"]'))
    },
  },
  {
    name: 'audits, and an audit',
    path: '/audits',
    act: async ({ page, root }) => {
      await page.locator('[ng-click="isCollapsed = !isCollapsed"]').first().click()
      await fill(page, { 'filters.activeParticipant.userID': root.email })
      await page.locator('[ng-click="applyFiltersToUrl();"]').first().click()
      await page.locator('tbody tr:visible').first().click()
      await shows(page, 'Audit Source')
    },
  },
]

const listConfigurationPages = ({ channelId, urn }: Given): Step[] => [
  { name: 'clients and roles', path: '/clients', act: tryClients },
  { name: 'channels', path: '/channels', act: tryChannels },
  {
    name: 'metrics of a channel',
    path: `/channels/${channelId}`,
    act: ({ page }) => page.locator('#load-graph svg, [morris-line-chart] svg').first().waitFor(),
  },
  { name: 'visualizer', path: '/visualizer', act: tryVisualizer },
  { name: 'contact lists', path: '/groups', act: tryContactLists },
  { name: 'mediators', path: '/mediators', act: tryMediators },
  {
    name: 'a mediator',
    path: `/mediators/${encodeURIComponent(urn)}`,
    act: async ({ page }) => {
      await shows(page, 'http://changed')
      await page.locator('[ng-click="addChannel(channel.name)"]').first().click()
      await page.locator('.alert-success:visible').waitFor()
    },
  },
  { name: 'users', path: '/users', act: tryUsers },
  { name: 'certificates', path: '/certificates', act: tryCertificates },
  { name: 'export and import', path: '/export-import', act: tryExportImport },
]

const ownPages: Step[] = [
  {
    name: 'server logs',
    path: '/logs',
    act: async ({ page }) => {
      await field(page, 'params.level').selectOption('debug')
      await page.waitForFunction(() => Boolean(document.querySelector<HTMLTextAreaElement>('#textarea')?.value))
    },
  },
  {
    name: 'about',
    path: '/about',
    act: async ({ page }) => {
      await shows(page, /OpenHIM Core/)
      assert.match(await page.locator('.version-info').first().innerText(), /Compatible/)
    },
  },
  {
    name: 'profile',
    path: '/profile',
    act: async ({ page }) => {
      await fill(page, { 'user.surname': 'Changed' })
      await page.locator('[ng-click="submitFormProfile()"]').click()
      await page.locator('.alert-success:visible').first().waitFor()
    },
  },
  { name: 'sign out', path: '/logout', act: ({ page }) => page.locator('input[type=submit]:visible').waitFor() },
  {
    name: 'forgotten password',
    path: '/forgot-password',
    act: async ({ page }) => {
      await page.locator('input.form-control:visible').first().fill('nobody@example.org')
      await page.locator('input[type=submit]:visible, button.btn-primary:visible').first().click()
      await page.locator('.alert:visible, h4:visible').first().waitFor()
    },
  },
]
