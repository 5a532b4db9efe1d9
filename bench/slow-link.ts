// Measures the console in a browser over a slow link, in bytes as they pass the wire: the first view, the way from signing in
// to a list, the live list, and the longest task while it scrolls. Prints a table and fails when a limit is not kept.
// `--scroll` measures only the last.
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { type Console, startConsole } from '../e2e/browser/console.ts'
import { measureMaxTask } from './max-task.ts'

/** Slow 3G: 400 kbit/s, 400 ms, and a processor four times slower than this one. */
const slow = { latency: 400, throughput: 400_000 / 8, cpu: 4 }
const limits = { firstView: 200_000, coldSeconds: 6, warmSeconds: 2.5, liveBytes: 3_000, longTask: 100, growth: 0.05 }
/** With `--hour`: as many updates of the list as an hour has seconds, one right after the other. */
const updates = { warmUp: 400, counted: 3_600 }
const live = { perSecond: 10, seconds: 30 }
const recorded = 400
const scrolls = 5

type Row = { name: string; measured: string; limit: string; isKept: boolean }

/** Counts the bytes of finished and streamed responses, with their headers. */
async function countBytes(session: CDPSession) {
  const sizes = new Map<string, number>()
  const kinds = new Map<string, string>()
  await session.send('Network.enable')
  session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type))
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) =>
    sizes.set(requestId, (sizes.get(requestId) ?? 0) + encodedDataLength),
  )
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) =>
    sizes.set(requestId, Math.max(sizes.get(requestId) ?? 0, encodedDataLength)),
  )
  const total = () => [...sizes.values()].reduce((sum, size) => sum + size, 0)
  const byKind = () => {
    const sums: Record<string, number> = {}
    for (const [id, size] of sizes) sums[kinds.get(id) ?? 'Other'] = (sums[kinds.get(id) ?? 'Other'] ?? 0) + size
    return Object.entries(sums)
      .map(([kind, size]) => `${kind} ${formatKilobytes(size)}`)
      .join(', ')
  }
  return { total, byKind, requests: () => kinds.size }
}

async function throttle(session: CDPSession) {
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: slow.latency,
    downloadThroughput: slow.throughput,
    uploadThroughput: slow.throughput,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow.cpu })
}

const formatKilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`
const formatSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`

async function openPage(context: BrowserContext) {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  return { page, session, bytes: await countBytes(session) }
}

const firstRow = (page: Page) =>
  page.getByRole('table', { name: 'Transactions' }).getByRole('row').nth(1).waitFor({ timeout: 120_000 })

/** The bytes of the dashboard, the first page after signing in, with an empty cache. */
async function measureFirstView({ browser, base, program }: Console): Promise<Row> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const { email: username, password } = program.admin
  await context.request.post(`${program.base}/authenticate/local`, { data: { username, password } })
  const { page, bytes } = await openPage(context)
  await page.goto(`${base}/`)
  await page.getByRole('img', { name: /^Requests, by / }).waitFor({ timeout: 120_000 })
  await page.waitForLoadState('networkidle')
  const total = bytes.total()
  await context.close()
  return {
    name: `first view, everything (${bytes.requests()} requests: ${bytes.byKind()})`,
    measured: formatKilobytes(total),
    limit: formatKilobytes(limits.firstView),
    isKept: total <= limits.firstView,
  }
}

/** The times from pressing *Sign in* to the first row of the list, with an empty and with a filled cache. */
async function measureSignIn({ browser, base, program }: Console): Promise<Row[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const rows: Row[] = []
  for (const [name, limit] of [
    ['cold', limits.coldSeconds],
    ['warm', limits.warmSeconds],
  ] as const) {
    await context.clearCookies()
    const { page, session, bytes } = await openPage(context)
    await throttle(session)
    const opened = performance.now()
    await page.goto(`${base}/transactions`)
    await page.getByLabel('E-mail').fill(program.admin.email)
    await page.getByLabel(/^Password/).fill(program.admin.password)
    const [pressed, before] = [performance.now(), bytes.total()]
    await page.getByRole('button', { name: 'Sign in' }).click()
    await firstRow(page)
    const took = performance.now() - pressed
    rows.push({
      name: `${name}: from pressing Sign in to the first row (${formatKilobytes(bytes.total() - before)}; the form took ${formatSeconds(pressed - opened)}, ${formatKilobytes(before)})`,
      measured: formatSeconds(took),
      limit: `${limit} s`,
      isKept: took <= limit * 1000,
    })
    await page.close()
  }
  await context.close()
  return rows
}

/** The bytes of a list that follows ten requests a second. */
async function measureList({ browser, base, program }: Console): Promise<Row[]> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const { email: username, password } = program.admin
  await context.request.post(`${program.base}/authenticate/local`, { data: { username, password } })
  const { page, bytes } = await openPage(context)
  await page.goto(`${base}/transactions`)
  await firstRow(page)
  await page.waitForLoadState('networkidle')
  const before = bytes.total()
  const started = performance.now()
  for (let n = 0; n < live.perSecond * live.seconds; n++) {
    await new Promise((resolve) =>
      setTimeout(resolve, Math.max(0, started + (n * 1000) / live.perSecond - performance.now())),
    )
    void fetch(`${program.http}/lab/${n}`).catch(() => undefined)
  }
  const perSecond = (bytes.total() - before) / ((performance.now() - started) / 1000)
  await context.close()
  return [
    {
      name: `live list at ${live.perSecond} requests a second`,
      measured: `${formatKilobytes(perSecond)}/s`,
      limit: `${formatKilobytes(limits.liveBytes)}/s`,
      isKept: perSecond <= limits.liveBytes,
    },
  ]
}

/**
 * The longest task while a list scrolls that nobody has scrolled yet. Its processor time is what the page does; the time that
 * passes also has what other programs of the machine do meanwhile.
 */
async function measureScroll({ browser, base, program }: Console): Promise<Row> {
  const passed: number[] = []
  const computed: number[] = []
  while (passed.length < scrolls) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
    const { email: username, password } = program.admin
    await context.request.post(`${program.base}/authenticate/local`, { data: { username, password } })
    const { page, session } = await openPage(context)
    await page.goto(`${base}/transactions`)
    await firstRow(page)
    await page.waitForLoadState('networkidle')
    await session.send('Emulation.setCPUThrottlingRate', { rate: slow.cpu })
    const max = await measureMaxTask(page, session)
    passed.push(max.passed)
    computed.push(max.computed)
    await context.close()
  }
  const show = (times: readonly number[]) => times.map(Math.round).join(', ')
  return {
    name: `longest task of ${scrolls} scrolls of the list: ${show(passed)} ms, of which the processor computed ${show(computed)} ms`,
    measured: `${Math.round(Math.max(...passed))} ms`,
    limit: `${limits.longTask} ms`,
    isKept: Math.max(...passed) <= limits.longTask,
  }
}

/** Tells the page of a change, as the server does, and waits until the list has been asked for again. */
const update = `(async (count) => {
  for (let n = 0; n < count; n++) {
    const asked = performance.getEntriesByType('resource').length
    window.sources.at(-1).dispatchEvent(new MessageEvent('changed', { data: '["transactions"]' }))
    for (let i = 0; i < 200 && performance.getEntriesByType('resource').length === asked; i++)
      await new Promise((resolve) => setTimeout(resolve, 2))
    performance.clearResourceTimings()
  }
})`

/** Whether the memory of the page grows with the updates of the list that it has shown. */
async function measureHour({ browser, base, program }: Console): Promise<Row> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 } })
  const { email: username, password } = program.admin
  await context.request.post(`${program.base}/authenticate/local`, { data: { username, password } })
  await context.addInitScript(`window.sources = []
    window.EventSource = class extends EventSource { constructor(url) { super(url); window.sources.push(this) } }`)
  const { page, session } = await openPage(context)
  await page.goto(`${base}/transactions`)
  await firstRow(page)
  const readHeap = async () => {
    await session.send('HeapProfiler.collectGarbage')
    return (await session.send('Runtime.getHeapUsage')).usedSize
  }
  await page.evaluate(`${update}(${updates.warmUp})`)
  const before = await readHeap()
  await page.evaluate(`${update}(${updates.counted})`)
  const growth = (await readHeap()) / before - 1
  await context.close()
  return {
    name: `growth of ${formatKilobytes(before)} of memory in ${updates.counted} updates of the list`,
    measured: `${(growth * 100).toFixed(1)} %`,
    limit: `${limits.growth * 100} %`,
    isKept: growth <= limits.growth,
  }
}

const shared = await startConsole()
await shared.program.makeChannel({ name: 'lab', urlPattern: '^/lab', authType: 'public' }, shared.upstream.port)
for (let n = 0; n < recorded; n++) await fetch(`${shared.program.http}/lab/Patient/${n}`)
const rows = process.argv.includes('--scroll')
  ? []
  : [await measureFirstView(shared), ...(await measureSignIn(shared)), ...(await measureList(shared))]
rows.push(await measureScroll(shared))
if (process.argv.includes('--hour')) rows.push(await measureHour(shared))
for (const { name, measured, limit, isKept } of rows)
  process.stdout.write(`${isKept ? 'kept  ' : 'MISSED'} ${measured.padStart(10)} of ${limit.padEnd(9)} ${name}\n`)
await shared.end()
process.exit(rows.every(({ isKept }) => isKept) ? 0 : 1)
