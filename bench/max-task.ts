// The longest task of a page while its list of transactions scrolls.
import type { CDPSession, Page } from 'playwright-core'

/** Scrolls the list once, and returns the milliseconds of the longest task: those that passed, and those of the processor. */
export async function measureMaxTask(page: Page, session: CDPSession) {
  const endTrace = await beginTrace(session)
  const passed = await page.evaluate<number>(scroll)
  return { passed, computed: await endTrace() }
}

const scroll = `(async () => {
  const long = []
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)))
  observer.observe({ type: 'longtask' })
  const element = document.querySelector('table[aria-label="Transactions"]').parentElement
  for (let n = 1; n <= 60; n++) {
    element.scrollTop = (element.scrollHeight - element.clientHeight) * n / 60
    await new Promise(requestAnimationFrame)
  }
  long.push(...observer.takeRecords().map(({ duration }) => duration))
  return Math.max(0, ...long)
})()`

type TraceEvent = { name: string; pid: number; tid: number; tdur?: number }

/** Returns the function that ends the trace, and returns the processor time of the longest task of the page. */
async function beginTrace(session: CDPSession) {
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value.map(toTraceEvent)))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'devtools.timeline'] },
  })
  return async () => {
    const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
    await session.send('Tracing.end')
    await complete
    // The thread of the page is the one that calls the functions of scripts.
    const caller = events.find(({ name }) => name === 'FunctionCall')
    const own = events.filter(
      ({ name, pid, tid }) => name.endsWith('RunTask') && pid === caller?.pid && tid === caller.tid,
    )
    return Math.max(...own.map(({ tdur = 0 }) => tdur)) / 1000
  }
}

const toTraceEvent = (event: object): TraceEvent => ({
  name: 'name' in event ? String(event.name) : '',
  pid: 'pid' in event ? Number(event.pid) : 0,
  tid: 'tid' in event ? Number(event.tid) : 0,
  tdur: 'tdur' in event ? Number(event.tdur) : 0,
})
