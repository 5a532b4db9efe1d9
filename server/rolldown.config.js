// Bundles the server. Every file with which a process or thread begins becomes a file of its own name in `dist`.
import { defineConfig } from 'rolldown'

const entryPoints = [
  'cli/main',
  'processes/control',
  'processes/worker',
  // The installed package chooses it by its name; see `external` below.
  'platform/password-cost',
  'platform/database/reader-thread',
  'channels/content/match-thread',
  'audits/receiver/audit-thread',
  // Loaded when first asked for; see `platform/libraries/libraries.ts`.
  'platform/libraries/json-path',
  'platform/libraries/postgres',
  'platform/libraries/x509',
  'platform/libraries/xml',
]

/** These packages open files that stand beside their code. */
export const packagesWithFiles = ['@fastify/swagger-ui', 'pino']

const toAscii = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** V8 keeps the text of each file in memory, with two bytes for each character when one of them is beyond Latin 1. */
const latinOnly = {
  name: 'latin-only',
  generateBundle(_options, bundle) {
    for (const chunk of Object.values(bundle))
      if (chunk.type === 'chunk') chunk.code = chunk.code.replace(/[^\0-\x7f]/g, toAscii)
  },
}

export default defineConfig({
  input: Object.fromEntries(entryPoints.map((path) => [path.split('/').at(-1), `src/${path}.ts`])),
  platform: 'node',
  // `#password-cost` is chosen by a switch of Node when the program starts.
  external: [...packagesWithFiles, '#password-cost', 'pg-native'],
  plugins: [latinOnly],
  output: {
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    comments: { legal: true, jsdoc: false, annotation: false },
  },
})
