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
]

/** These packages open files that stand beside their code. */
export const packagesWithFiles = ['@fastify/swagger-ui', 'pino']

export default defineConfig({
  input: Object.fromEntries(entryPoints.map((path) => [path.split('/').at(-1), `src/${path}.ts`])),
  platform: 'node',
  // `#password-cost` is chosen by a switch of Node when the program starts.
  external: [...packagesWithFiles, '#password-cost', 'pg-native'],
  output: { dir: 'dist', cleanDir: true, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
})
