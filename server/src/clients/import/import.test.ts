import assert from 'node:assert/strict'
import { configurationApi } from '../../testing/configuration.ts'
import { onBothEngines } from '../../testing/stores.ts'

type Api = ReturnType<typeof configurationApi>
type Wrong = { line: number; column: string; problem: { reason: string; message: string } }

const count = ({ body }: { body: { new: number; changed: number; same: number; wrong: unknown[] } }) => ({
  new: body.new,
  changed: body.changed,
  same: body.same,
  wrong: body.wrong.length,
})
const listWrong = ({ body }: { body: { wrong: Wrong[] } }) =>
  body.wrong.map(({ line, column, problem }) => `${line} ${column} ${problem.reason}`)
const findClient = async (api: Api, clientID: string) =>
  (await api.get(`/clients/${encodeURIComponent(clientID)}?byNamedClientID=true`)).body

const clinics = `Client ID,Client name,Roles,CN,Organisation,Contact person,E-mail
clinic-1,Clinic One,nurse;lab,clinic-1.example.org,Ministry,Amina Diallo,amina@example.org
clinic-2,"Clinic ""Two""
of the north",nurse|pharmacy,clinic-2.example.org,,,
`

onBothEngines('a dry run tells what a file would do, and does nothing', async (database) => {
  const api = configurationApi(database)
  const answer = await api.importFile(clinics.replace('"Clinic ""Two""\nof the north"', 'Clinic Two'), '?dryRun=true')
  assert.equal(answer.status, 200)
  assert.deepEqual(count(answer), { new: 2, changed: 0, same: 0, wrong: 0 })
  assert.deepEqual(answer.body.newRoles, ['lab', 'nurse', 'pharmacy'])
  assert.deepEqual(answer.body.lines[1], {
    line: 3,
    clientID: 'clinic-2',
    name: 'Clinic Two',
    outcome: 'new',
    fields: ['clientID', 'name', 'clientDomain', 'roles'],
  })
  assert.deepEqual((await api.get('/clients')).body, [])
  assert.deepEqual((await api.get('/roles')).body, [])
})

onBothEngines(
  'an import adds all clients with their roles, and the same file again changes nothing',
  async (database) => {
    const api = configurationApi(database)
    const file = clinics.replace('"Clinic ""Two""\nof the north"', '"Clinic ""Two"""')
    assert.deepEqual(count(await api.importFile(file)), { new: 2, changed: 0, same: 0, wrong: 0 })
    const { _id, ...one } = await findClient(api, 'clinic-1')
    assert.deepEqual(one, {
      clientID: 'clinic-1',
      name: 'Clinic One',
      roles: ['nurse', 'lab'],
      clientDomain: 'clinic-1.example.org',
      organization: 'Ministry',
      contactPerson: 'Amina Diallo',
      contactPersonEmail: 'amina@example.org',
      status: 'enabled',
      passwordSet: false,
      customTokenSet: false,
    })
    assert.equal((await findClient(api, 'clinic-2')).name, 'Clinic "Two"')
    const again = await api.importFile(file)
    assert.deepEqual(count(again), { new: 0, changed: 0, same: 2, wrong: 0 })
    // A role in another order is the same.
    const turned = file.replace('nurse;lab', 'lab; nurse')
    assert.deepEqual(count(await api.importFile(turned)), { new: 0, changed: 0, same: 2, wrong: 0 })
  },
)

onBothEngines('an import changes the columns of the file and leaves the others', async (database) => {
  const api = configurationApi(database)
  await api.importFile(clinics.replace('\nof the north', ''))
  const changes = 'clientID;organization;contactPerson;CN\r\nclinic-1;;Moussa Traoré;\r\nclinic-2;;;\r\n\r\n\r\n'
  const answer = await api.importFile(changes)
  assert.deepEqual(count(answer), { new: 0, changed: 1, same: 1, wrong: 0 })
  assert.deepEqual(answer.body.lines[0].fields, ['organization', 'contactPerson'])
  const { organization, contactPerson, contactPersonEmail, clientDomain, roles } = await findClient(api, 'clinic-1')
  assert.deepEqual(
    { organization, contactPerson, contactPersonEmail, clientDomain, roles },
    {
      organization: undefined,
      contactPerson: 'Moussa Traoré',
      contactPersonEmail: 'amina@example.org',
      clientDomain: 'clinic-1.example.org',
      roles: ['nurse', 'lab'],
    },
  )
})

onBothEngines(
  'a file with one wrong cell changes nothing, and each error has its line and column',
  async (database) => {
    const api = configurationApi(database)
    await api.post('/clients', {
      clientID: 'known',
      name: 'Known',
      roles: ['clerk'],
      clientDomain: 'known.example.org',
    })
    const file = `clientID,name,roles,clientDomain,password,enrol
good,Good,nurse,good.example.org,,
,Nameless,nurse,x.example.org,,
clerk,A role already,nurse,y.example.org,,
nobody,,,z.example.org,secret,perhaps
good,Twice,nurse,good.example.org,,
bare,Bare,nurse,,,
friend,Friend,known,f.example.org,,
more,More,nurse,m.example.org,,,surplus
`
    const expected = [
      '3 clientID empty',
      '4 clientID client-id-is-a-role',
      '5 name empty',
      '5 roles client-needs-role',
      '5 password csv-made-here',
      '5 enrol csv-yes-or-no',
      '6 clientID csv-repeated',
      '7 clientID client-needs-credential',
      '8 roles role-is-a-client-id',
      '9 7 csv-too-many-cells',
    ]
    const preview = await api.importFile(file, '?dryRun=true')
    assert.deepEqual(listWrong(preview), expected)
    assert.deepEqual([preview.body.new, preview.body.lines.length], [1, 1], 'a wrong line is wrong, not new as well')
    const refused = await api.importFile(file)
    assert.equal(refused.status, 400)
    assert.deepEqual(
      refused.body.issues.map(({ path, reason }: { path: string; reason: string }) => `${path} ${reason}`),
      expected.map((one) => one.replace(' ', '.')),
    )
    assert.deepEqual(
      (await api.get('/clients')).body.map(({ clientID }: { clientID: string }) => clientID),
      ['known'],
    )
  },
)

onBothEngines('a file without known columns is refused with line 1 and the column', async (database) => {
  const api = configurationApi(database)
  const find = async (text: string) => listWrong(await api.importFile(text, '?dryRun=true'))
  assert.deepEqual(await find(''), ['1  csv-empty'])
  assert.deepEqual(await find('clientID,shoe size\nclinic,42'), ['1 shoe size csv-column-unknown'])
  assert.deepEqual(await find('name,Name\nclinic,x'), ['1 Name csv-column-repeated', '1 clientID required'])
  assert.deepEqual(await find('clientID,name\nclinic,"x'), ['2 name csv-quote-not-closed'])
})

onBothEngines('secrets are made by the server, shown once, and not made again', async (database) => {
  const api = configurationApi(database)
  await api.authority.make({ commonName: 'Exchange', days: 100, keyType: 'ec' })
  const file = `clientID,name,roles,password,token,enrol
clinic-1,Clinic One,nurse,made here,,
clinic-2,Clinic Two,nurse,,Made here,
clinic-3,Clinic Three,nurse,,,yes
`
  const withoutCodes = await api.importFile(file)
  assert.deepEqual([withoutCodes.status, withoutCodes.body.parameters.permission], [403, 'certificates-manage'])
  api.grant({ 'client-manage-all': true, 'certificates-manage': true })
  const { body } = await api.importFile(file)
  const [one, two, three] = body.made
  assert.match(one.password, /^mdy_basic_/)
  assert.match(two.token, /^mdy_token_/)
  assert.match(three.enrolment.code, /^(\w{4}-){4}\w{4}$/)
  assert.equal(body.made.length, 3)
  const shown = await Promise.all(['clinic-1', 'clinic-2', 'clinic-3'].map((clientID) => findClient(api, clientID)))
  assert.deepEqual(
    shown.map(({ passwordSet, customTokenSet, clientDomain }) => ({ passwordSet, customTokenSet, clientDomain })),
    [
      { passwordSet: true, customTokenSet: false, clientDomain: undefined },
      { passwordSet: false, customTokenSet: true, clientDomain: undefined },
      { passwordSet: false, customTokenSet: false, clientDomain: 'clinic-3' },
    ],
  )
  const codes = await api.enrolments.enrolments()
  assert.deepEqual(
    codes.map(({ client, state }) => ({ client, state })),
    [{ client: three._id, state: 'open' }],
  )
  const again = await api.importFile(file, '?enrol=true')
  assert.deepEqual(count(again), { new: 0, changed: 0, same: 3, wrong: 0 })
  assert.deepEqual(again.body.made, [])
  assert.equal((await api.enrolments.enrolments()).length, 1)
})

onBothEngines('an export is imported again without a change, and no name leaves it as a formula', async (database) => {
  const api = configurationApi(database)
  const names = ['=cmd()', '+1', '-1', '@SUM(A1)', "'=quoted", 'Cabinet “Nord”', 'a, b; c']
  for (const [i, name] of names.entries()) {
    const client = { clientID: `client ${i}`, name, roles: [`role; ${i}`, 'a\\|b'], customTokenID: `token-${i}` }
    const text = { description: `line one\r\nline two of "${name}"`, organization: '', location: ' padded ' }
    assert.equal((await api.post('/clients', { ...client, ...text })).status, 201)
  }
  const file = await api.exportFile()
  for (const name of names.slice(0, 4)) assert.ok(file.includes(`,'${name},`), file)
  const before = (await api.get('/clients')).body
  assert.deepEqual(count(await api.importFile(file)), { new: 0, changed: 0, same: names.length, wrong: 0 })
  assert.deepEqual((await api.get('/clients')).body, before)
  for (const { _id } of before) assert.equal((await api.delete(`/clients/${_id}`)).status, 200)
  assert.deepEqual(count(await api.importFile(file)), { new: names.length, changed: 0, same: 0, wrong: 0 })
  const strip = (clients: { _id: string }[]) => clients.map(({ _id, ...client }) => ({ organization: '', ...client }))
  assert.deepEqual(strip((await api.get('/clients')).body), strip(before))
})

onBothEngines(
  'a caller who manages some clients only imports nothing, and exports those they see',
  async (database) => {
    const api = configurationApi(database)
    await api.importFile(clinics.replace('\nof the north', ''))
    const { _id } = await findClient(api, 'clinic-2')
    api.grant({ 'client-manage-specified': [_id] })
    assert.equal((await api.importFile(clinics)).status, 403)
    const file = await api.exportFile()
    assert.ok(file.includes('clinic-2') && !file.includes('clinic-1'))
  },
)

onBothEngines('a file of 5,000 clients is imported, and one more is refused', async (database) => {
  const api = configurationApi(database)
  const lines = Array.from(
    { length: 5_001 },
    (_, i) => `clinic-${i},Clinic ${i},nurse;district-${i % 50},clinic-${i}.example.org,made here`,
  )
  const head = 'clientID,name,roles,clientDomain,token'
  const tooMany = await api.importFile([head, ...lines].join('\n'), '?dryRun=true')
  assert.deepEqual(listWrong(tooMany), ['5002  csv-too-many-lines'])
  const file = [head, ...lines.slice(0, 5_000)].join('\n')
  assert.deepEqual(count(await api.importFile(file)), { new: 5_000, changed: 0, same: 0, wrong: 0 })
  assert.deepEqual(count(await api.importFile(file)), { new: 0, changed: 0, same: 5_000, wrong: 0 })
})
