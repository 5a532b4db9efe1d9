// `npm run screenshots`: starts a program with realistic data and writes the pictures of the documentation.
// A word after `--` takes only the pictures whose name contains it.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Transaction } from '../../e2e/api.ts'
import { type Console, startConsole } from '../../e2e/browser/console.ts'
import { startUpstream } from '../../e2e/upstream.ts'
import { startEcho } from '../../server/src/cli/echo.ts'
import { freePort } from '../../server/src/testing/ports.ts'
import { answer, fill } from './example-data.ts'
import { toPalette } from './palette-png.ts'
import type { Ids, Picture } from './picture.ts'
import { firstRequest, pictures } from './pictures.ts'

const folder = join(import.meta.dirname, '../../docs/images')
const wanted = process.argv[2] ?? ''
const sizes = {
  wide: { viewport: { width: 1280, height: 800 } },
  tall: { viewport: { width: 1280, height: 1180 } },
  phone: { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true },
}

mkdirSync(folder, { recursive: true })
await takeAll([firstRequest], prepareQuickStart)
await takeAll(pictures, prepareExchange)

async function takeAll(all: Picture[], prepare: (shown: Console) => Promise<Ids>) {
  const chosen = all.filter(({ name }) => name.includes(wanted))
  if (chosen.length === 0) return
  const shown = await startConsole({ workers: 1 })
  try {
    const ids = await prepare(shown)
    for (const picture of chosen) await take(shown, picture, ids).catch((error) => reportFailure(picture, error))
  } finally {
    await shown.end()
  }
}

/** The other pictures are still taken. */
function reportFailure({ name }: Picture, error: unknown) {
  process.stderr.write(`${name}.png was not taken: ${error}\n`)
  process.exitCode = 1
}

async function prepareExchange({ program }: Console): Promise<Ids> {
  const upstream = await startUpstream(answer)
  await fill(program, upstream)
  await upstream.stop()
  const clients = await program.get<{ _id: string; clientID: string }[]>('/clients')
  const clientNamed = (id: string) => clients.find(({ clientID }) => clientID === id)?._id ?? ''
  const transactions = await program.get<Transaction[]>('/transactions?filterLimit=100')
  const transaction = transactions.find(({ request }) => request.path === '/fhir/Patient/4c1f')?._id ?? ''
  return { transaction, clinic: clientNamed('mbale-clinic'), healthWorkers: clientNamed('dakar-phones') }
}

/** Does what the quick start does; the ids are those of its transaction and its client. */
async function prepareQuickStart({ program }: Console): Promise<Ids> {
  const port = await freePort()
  const echo = await startEcho(port)
  await program.makeChannel({ name: 'Laboratory', urlPattern: '^/lab/' }, port)
  await program.makeClient({ clientID: 'clinic-1', name: 'Clinic 1', password: 'correct horse' })
  const response = await fetch(`${program.http}/lab/results`, {
    headers: { authorization: `Basic ${Buffer.from('clinic-1:correct horse').toString('base64')}` },
  })
  await response.arrayBuffer()
  echo.closeAllConnections()
  echo.close()
  const client = (await program.get<{ _id: string }[]>('/clients'))[0]?._id ?? ''
  return { transaction: response.headers.get('x-openhim-transactionid') ?? '', clinic: client, healthWorkers: client }
}

async function take({ program, browser, base }: Console, { name, size, path, show }: Picture, ids: Ids) {
  const context = await browser.newContext({ ...sizes[size], reducedMotion: 'reduce', locale: 'en-GB' })
  context.setDefaultTimeout(15_000)
  const { email, password } = program.admin
  await context.request.post(`${program.base}/authenticate/local`, { data: { username: email, password } })
  const page = await context.newPage()
  await page.goto(base + path(ids), { waitUntil: 'networkidle' })
  const part = await show(page)
  const png = toPalette(await (part ?? page).screenshot({ animations: 'disabled', caret: 'hide' }))
  writeFileSync(join(folder, `${name}.png`), png)
  process.stdout.write(`${name}.png ${Math.round(png.length / 1024)} KB\n`)
  await context.close()
}
