import { seed } from '../server/src/testing/seed.ts'

const [url, rows = '10000000'] = process.argv.slice(2)

/** Fills a new store with transactions, to be looked at or measured. */
if (url === undefined) {
  console.error('node bench/seed.ts FILE-OR-URL [ROWS]')
  process.exitCode = 1
} else await seed(url, Number(rows), (what) => console.error(what))
