import { closed, field, fill, type Given, press, remove, row, save, shows, tab } from './page-actions.ts'

export async function tryClients({ page }: Given) {
  await press(page, 'Role')
  await field(page, 'newRole.name').fill('compat-role')
  await page
    .locator('.addRole, tr:has([ng-model="newRole.name"])')
    .locator('[ng-click*="assignNewRoleToChannel"]:visible')
    .first()
    .click()
  await page.locator('[ng-click="saveNewRole(newRole)"]').click()
  const role = row(page, 'compat-role')
  await role.locator('[ng-click^="removeAssignRoleFromChannel"]:visible').first().waitFor()
  await page.locator('[ng-click="toggleEditClients()"]').click()
  await role.locator('[ng-click^="assignRoleToClient"]:visible').first().click()
  await role.locator('[ng-click^="removeRoleFromClient"]:visible').first().waitFor()
  await page.locator('[ng-click="toggleEditClients()"]').click()
  await role.locator('[ng-click^="removeAssignRoleFromChannel"]:visible').first().click()
  await role.locator('[ng-click^="assignRoleToChannel"]:visible').first().click()
  await page.locator('button.btn-primary:visible', { hasText: 'Client' }).last().click()
  await fill(page, { 'client.clientID': 'compat-client', 'client.name': 'Compat client' })
  await page.locator('.modal-dialog span', { hasText: 'compat-role' }).locator('input').first().click()
  await tab(page, 'Authentication')
  await fill(page, { 'temp.password': 'a long password', 'temp.passwordConfirm': 'a long password' })
  await save(page)
  await closed(page)
  await row(page, 'Compat client').locator('button.btn-warning').click()
  await fill(page, { 'client.organization': 'Ministry' })
  await save(page)
  await closed(page)
  await row(page, 'Ministry').waitFor()
  await remove(page, 'Compat client')
  await page.locator('[ng-click="toggleEditRoleNames()"]').click()
  await page.locator('tr:visible:has([ng-model="role.displayName"])').last().locator('input').fill('compat-role-2')
  const reloaded = page.waitForResponse(
    (response) => response.url().endsWith('/roles') && response.request().method() === 'GET',
  )
  await page
    .locator('tr:visible:has([ng-model="role.displayName"])')
    .last()
    .locator('[ng-click="changeRoleName(role)"]')
    .click()
  await reloaded
  await row(page, 'compat-role-2').waitFor()
  await remove(page, 'compat-role-2')
}

export async function tryChannels({ page }: Given) {
  await page.locator('button.btn-primary:visible', { hasText: 'Channel' }).last().click()
  await fill(page, { 'channel.name': 'Compat channel', 'channel.description': 'made with the console of OpenHIM' })
  await page.locator('.modal-dialog .checkbox:visible', { hasText: 'GET' }).locator('input').first().check()
  await tab(page, 'Request Matching')
  await fill(page, { 'channel.urlPattern': '/compat' })
  await field(page, 'allowedRoles').fill('compat-role')
  await field(page, 'allowedRoles').press('Enter')
  await tab(page, 'Routes')
  await page.locator('[ng-click="addEditRoute(\'new\', null, null)"]').click()
  await fill(page, { 'newRoute.name': 'Compat route', 'newRoute.host': 'localhost', 'newRoute.port': '9' })
  await page.locator('[ng-click^="saveRoute"]').click()
  await tab(page, 'Data Control')
  await tab(page, 'User Access')
  await tab(page, 'Alerts')
  await tab(page, 'Logs')
  await save(page)
  await closed(page)
  await row(page, 'Compat channel').locator('button.btn-warning').click()
  await fill(page, { 'channel.description': 'changed' })
  await tab(page, 'Logs')
  await save(page)
  await closed(page)
  await row(page, 'Compat channel').locator('button.btn-info').click()
  await fill(page, { 'channel.name': 'Compat copy' })
  await save(page)
  await closed(page)
  await row(page, 'Compat copy').waitFor()
  await row(page, 'Compat copy').locator('button.btn-danger').click()
  await press(page.locator('.modal-footer'), 'Delete')
  await closed(page)
}

export async function tryUsers({ page }: Given) {
  await page.locator('button.btn-primary:visible', { hasText: 'User' }).last().click()
  await fill(page, { 'user.email': 'compat@example.org', 'user.firstname': 'Com', 'user.surname': 'Pat' })
  await field(page, 'roles').fill('admin')
  await field(page, 'roles').press('Enter')
  await save(page)
  await closed(page)
  await row(page, 'compat@example.org').locator('button.btn-warning').click()
  await fill(page, {
    'user.surname': 'Patible',
    'temp.password': 'a long password',
    'temp.passwordConfirm': 'a long password',
  })
  await save(page)
  await closed(page)
  await row(page, 'Patible').waitFor()
  await remove(page, 'compat@example.org')
}

export async function tryContactLists({ page, root }: Given) {
  await page.locator('button.btn-primary:visible', { hasText: 'Contact List' }).last().click()
  await fill(page, { 'contactGroup.group': 'Compat list' })
  await field(page, 'newGroupUser.user').selectOption(root.email)
  await field(page, 'newGroupUser.method').selectOption('email')
  await field(page, 'newGroupUser.maxAlerts').selectOption('no max')
  await page.locator('[ng-click="addGroupUser(newGroupUser)"]').click()
  await save(page)
  await closed(page)
  await row(page, 'Compat list').locator('button.btn-warning').click()
  await fill(page, { 'contactGroup.group': 'Compat list 2' })
  await save(page)
  await closed(page)
  await remove(page, 'Compat list 2')
}

export async function tryVisualizer({ page }: Given) {
  await page.locator('button.btn-primary:visible', { hasText: 'Visualizer' }).last().click()
  await fill(page, { 'visualizer.name': 'Compat map' })
  await field(page, 'viewModel.addComponent.eventType').selectOption('channel')
  await field(page, 'viewModel.addComponent.eventName').selectOption({ index: 1 })
  await fill(page, { 'viewModel.addComponent.display': 'Laboratory' })
  await page.locator('[ng-click="addComponent()"]').click()
  await field(page, 'viewModel.addSelectChannel').selectOption({ index: 1 })
  await save(page)
  await closed(page)
  await page.locator('a:visible', { hasText: 'Compat map' }).first().click()
  await page.locator('svg text', { hasText: 'Laboratory' }).first().waitFor()
  await page.waitForResponse((response) => response.url().includes('/events/') && response.ok())
}

export async function tryMediators({ page, urn }: Given) {
  await row(page, urn).locator('button.btn-info').click()
  await field(page, 'config[def.param]').fill('http://changed')
  await save(page)
  await closed(page)
  await shows(page, urn)
}
