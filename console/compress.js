// Writes a compressed copy of every file of the built console beside it, so that the server never compresses it.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const folder = fileURLToPath(new URL('dist', import.meta.url))
/** A smaller file fits into the first packets either way. */
const minBytes = 1_024

for (const name of readdirSync(folder, { recursive: true })) {
  const file = join(folder, String(name))
  if (!/\.(js|css|html|svg|json)$/.test(file) || statSync(file).size < minBytes) continue
  const bytes = readFileSync(file)
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, brotli))
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
}
