import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Client } from '@mediary/contract/clients'
import { authority } from '../certificates.ts'
import { accessible } from './axe.ts'
import { clientsPage, writesDuring } from './clients-page.ts'
import { type Console, gone, seen, startConsole } from './console.ts'

const shared = {} as Console & { pem: string }
before(async () => {
  Object.assign(shared, await startConsole())
  const { program, upstream } = shared
  shared.pem = authority('partner.example').pem
  await program.call('POST', '/keystore/ca/cert', { cert: shared.pem })
  await program.makeChannel({ name: 'lab', allow: ['nurse', 'doctor'] }, upstream.port)
  await program.makeClient({ clientID: 'known', roles: ['nurse'], customTokenID: 'known-token' })
})
after(() => shared.end?.())

async function opened(t: TestContext, path = '/clients') {
  const page = await shared.open(t, path)
  const clients = clientsPage(page)
  await clients.ready()
  return { page, ...clients }
}
const adding = async (t: TestContext) => {
  const all = await opened(t)
  await all.button('+ Client').click()
  await seen(all.form.dialog)
  return all
}
const stored = async (id: string) => {
  const clients = await shared.program.get<Client[]>('/clients')
  return clients.find(({ clientID }) => clientID === id)
}
/** Nothing was sent, and the form is still there and says why. */
async function refusedHere({ page, form }: Awaited<ReturnType<typeof adding>>) {
  assert.deepEqual(await writesDuring(page, () => form.save.click()), [])
  await seen(form.alert)
}

test('[4, 20, 29, L16, L25, L37] + Client opens a form with every field of the guide, mutual TLS among them', async (t) => {
  const { form } = await adding(t)
  for (const name of ['Client ID', 'Client Name', 'Organization', 'Software Name', 'Description', 'Location'])
    await seen(form.box(name))
  await seen(form.box('Contact Person'))
  await seen(form.role('nurse'))
  await seen(form.newRole)
  await form.tab('Authentication').click()
  for (const name of ['JSON Web Token (JWT)', 'Custom Token', 'Mutual TLS', 'Basic Auth'])
    await seen(form.section(name))
  for (const field of [form.token, form.domain, form.certificate, form.password]) assert.ok(await field.isEditable())
  assert.equal(await form.domain.evaluate((box) => box.closest('section')?.getAttribute('aria-label')), 'Mutual TLS')
})

test('[23, L30, L32, L33] a legend tells what * and ** mean, and whatever can be refused carries one of them', async (t) => {
  const { form } = await adding(t)
  await seen(form.dialog.getByText('* required · ** at least one of these is required'))
  const marked = (label: string) => form.dialog.getByText(label, { exact: true })
  for (const required of ['Client ID', 'Client Name']) await seen(marked(`${required} *`))
  for (const oneOf of ['Assign Existing Roles', 'Add New Role']) await seen(marked(`${oneOf} **`))
  await form.tab('Authentication').click()
  for (const oneOf of ['Custom Token Identifier', 'Client Certificate', 'Basic Auth Password'])
    await seen(marked(`${oneOf} **`))
  await form.password.fill('x')
  await seen(marked('Confirm Password *'))
})

test('[24, 81, L32] an empty Client ID or Client Name is refused and marked, and nothing is sent; the Client ID has the focus', async (t) => {
  const all = await adding(t)
  const { form } = all
  assert.ok(await form.box('Client ID').evaluate((box) => box === box.ownerDocument.activeElement))
  await form.fill({ roles: ['nurse'], token: 'some-token' })
  await refusedHere(all)
  await form.tab('Basic Info').click()
  for (const name of ['Client ID', 'Client Name']) {
    assert.equal(await form.box(name).getAttribute('aria-invalid'), 'true', name)
    await form.box(name).fill('x')
    assert.equal(await form.box(name).getAttribute('aria-invalid'), null, name)
  }
  await gone(form.alert)
})

test('[25, L33] without a role the form is refused and both controls are marked; either one clears it', async (t) => {
  const all = await adding(t)
  const { form } = all
  const marks = form.dialog.getByText('Choose or add at least one role.')
  await form.fill({ id: 'roleless', name: 'Roleless', token: 'roleless-token' })
  await refusedHere(all)
  await form.tab('Basic Info').click()
  assert.equal(await marks.count(), 2)
  await form.role('nurse').check()
  await gone(marks.first())
  await form.role('nurse').uncheck()
  assert.equal(await marks.count(), 2)
  await form.fill({ newRole: 'brand-new' })
  await gone(marks.first())
})

test('[26, 33, 35, 93, L33, L40] without a mechanism the form is refused; a token, a certificate or a password alone clears it', async (t) => {
  const all = await adding(t)
  const { form, page } = all
  const marks = form.dialog.getByText('At least one authentication mechanism is required.')
  await form.fill({ id: 'bare', name: 'Bare', roles: ['nurse'] })
  await refusedHere(all)
  await seen(page.getByRole('tab', { name: 'Authentication (has errors)' }))
  assert.equal(await page.getByRole('tab', { name: 'Basic Info (has errors)' }).count(), 0)
  await form.tab('Authentication').click()
  assert.equal(await marks.count(), 3)
  await accessible(page, 'the form with faults')
  await form.token.fill('a-token')
  await gone(marks.first())
  await form.token.fill('')
  await form.certificate.selectOption({ label: 'cn=partner.example, o=' })
  await gone(marks.first())
  await form.certificate.selectOption({ label: 'No client certificate' })
  await seen(marks.first())
  await form.password.fill('a password')
  await gone(marks.first())
})

test('[90] a password needs the same confirmation; an empty one is refused', async (t) => {
  const all = await adding(t)
  const { form } = all
  await form.fill({ id: 'twice', name: 'Twice', roles: ['nurse'], password: 'a password', confirm: '' })
  await refusedHere(all)
  await form.confirm.fill('another')
  await seen(form.dialog.getByText('The confirmation differs from the password.'))
  await form.confirm.fill('a password')
  await form.saved('Twice')
})

test('[13, 31, 37, 54, L22, L39, L41] an existing role is ticked, Save Changes makes the client, and list and matrix show it', async (t) => {
  const { form, client, role, button } = await adding(t)
  await form.fill({ id: 'ticked', name: 'Ticked', roles: ['nurse'], password: 'a password' })
  await form.saved('Ticked')
  await seen(client('ticked'))
  await seen(role('nurse').getByText('ticked', { exact: true }))
  await seen(button('+ Client'))
  assert.deepEqual((await stored('ticked'))?.roles, ['nurse'])
})

test('[14, 32, L22, L39] a new role is typed, Enter selects it and empties the box, and after saving it exists', async (t) => {
  const { form, role } = await adding(t)
  await form.fill({ id: 'pioneer', name: 'Pioneer', newRole: 'pioneers' })
  assert.ok(await form.role('pioneers').isChecked())
  assert.equal(await form.newRole.inputValue(), '')
  await form.fill({ token: 'pioneer-token' })
  await form.saved('Pioneer')
  await seen(role('pioneers').getByText('pioneer', { exact: true }))
  assert.deepEqual((await stored('pioneer'))?.roles, ['pioneers'])
})

test('[82, 83] a name that a role or a client has is refused at once; leaving the box also adds a new role', async (t) => {
  const { form, page } = await adding(t)
  const taken = (name: string) => form.dialog.getByText(`A role or a client is already called ${name}.`)
  const writes = await writesDuring(page, async () => {
    await form.fill({ id: 'fresh', newRole: 'nurse' })
    await seen(taken('nurse'))
    await form.fill({ newRole: 'known' })
    await seen(taken('known'))
    await form.fill({ newRole: 'fresh' })
    await seen(taken('fresh'))
    assert.equal(await form.newRole.inputValue(), 'fresh')
    await form.newRole.fill('by-leaving')
    await form.box('Location').focus()
    await form.role('by-leaving').waitFor()
  })
  assert.ok(await form.role('by-leaving').isChecked())
  assert.deepEqual(writes, [])
})

test('[9, 30, 36, L20, L38, L40] what is typed in every field survives changing tabs and is all in the client', async (t) => {
  const { form, client } = await adding(t)
  const texts = {
    'Client Name': 'Everything',
    Organization: 'Ministry of Health',
    'Software Name': 'OpenMRS',
    Description: 'A clinic',
    Location: 'Maputo',
    'Contact Person': 'Ana',
    'Contact Person Email': 'ana@example.org',
  }
  for (const [name, text] of Object.entries(texts)) await form.box(name).fill(text)
  const secrets = { token: 'every-token', domain: 'every.example', password: 'a password' }
  await form.fill({ id: 'everything', roles: ['nurse', 'doctor'], certificate: 'cn=partner.example, o=', ...secrets })
  await seen(form.dialog.getByText(/^A client proves who it is with at least one of these/))
  await form.tab('Basic Info').click()
  for (const [name, text] of Object.entries(texts)) assert.equal(await form.box(name).inputValue(), text)
  await form.tab('Authentication').click()
  assert.equal(await form.token.inputValue(), 'every-token')
  await form.saved('Everything')
  await seen(client('everything').getByText('every.example'))
  const { _id, certFingerprint, ...made } = (await stored('everything')) ?? assert.fail()
  assert.match(certFingerprint ?? '', /^[0-9A-F:]+$/)
  assert.partialDeepStrictEqual(made, {
    name: 'Everything',
    organization: 'Ministry of Health',
    softwareName: 'OpenMRS',
    description: 'A clinic',
    location: 'Maputo',
    contactPerson: 'Ana',
    contactPersonEmail: 'ana@example.org',
    clientDomain: 'every.example',
    roles: ['nurse', 'doctor'],
    customTokenSet: true,
    passwordSet: true,
  })
})

test('[5, 17, 100, L18, L24] a Client ID, a token or a role name that is taken is refused, and the form keeps what was typed', async (t) => {
  const { form, client } = await adding(t)
  const refused = (text: RegExp) => seen(form.alert.filter({ hasText: text }))
  await form.fill({ id: 'known', name: 'Again', roles: ['nurse'], token: 'known-token' })
  await form.save.click()
  await refused(/A client with the Client ID "known" exists already|token must be unique/)
  await form.fill({ id: 'nurse' })
  await form.role('nurse').uncheck()
  await form.role('doctor').check()
  await form.save.click()
  await refused(/A role has the name "nurse"/)
  assert.equal(await form.box('Client Name').inputValue(), 'Again')
  await form.fill({ id: 'another' })
  await form.save.click()
  await refused(/custom token must be unique/)
  await form.fill({ id: 'known', token: 'another-token' })
  await form.save.click()
  await refused(/A client with the Client ID "known" exists already/)
  assert.equal(await form.token.inputValue(), 'another-token')
  await form.dialog.getByRole('button', { name: 'Close' }).last().click()
  await form.dialog.page().getByRole('button', { name: 'Discard' }).click()
  await gone(form.dialog)
  assert.equal(await client('known').count(), 1)
})
