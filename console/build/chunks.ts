// Puts the modules of the first views into few files: on a slow link each file costs a round trip, and small ones compress badly.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

type ModuleInfo = { importedIds: readonly string[]; code: string | null }
type Context = { getModuleInfo: (id: string) => ModuleInfo | null }

const source = join(import.meta.dirname, '../src/')
/** What each file begins with. A module that two views share is in the file of the frame around all pages. */
const roots = {
  start: ['main.tsx', 'app/session/sign-in.tsx'],
  frame: ['app/shell/shell.tsx'],
  dashboard: ['features/dashboard/page.tsx', 'features/metrics/chart.tsx'],
  transactions: ['features/transactions/list/page.tsx'],
} as const

const isIndex = (id: string) => id.endsWith('/@mantine/core/esm/index.mjs')

/** Returns where the index of Mantine takes each name from. */
function readIndex(index: string): Map<string, string> {
  const found = new Map<string, string>()
  for (const [, names = '', path = ''] of readFileSync(index, 'utf8').matchAll(/import \{([^}]*)\} from "([^"]*)"/g))
    for (const name of names.split(',')) found.set(name.trim(), join(dirname(index), path))
  return found
}

/** Returns the names that a module imports from the index of Mantine. */
const readNames = (code: string): string[] =>
  [...code.matchAll(/import\s*\{([^}]*)\}\s*from\s*["']@mantine\/core["']/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim().split(/\s+as\s+/)[0] ?? ''),
  )

/** No module of a first view needs a schema. What reaches zod is for the pages that do. */
const isSchema = (id: string) => id.includes('/node_modules/zod/') || id.endsWith('/src/lib/strict.ts')

/** Returns whether a module imports a schema, directly or through others. */
function reachesSchema(id: string, context: Context, seen = new Set<string>()): boolean {
  if (seen.has(id)) return false
  seen.add(id)
  const { importedIds = [] } = context.getModuleInfo(id) ?? {}
  return isSchema(id) || importedIds.some((one) => reachesSchema(one, context, seen))
}

/** Returns the modules that these import, directly or through others. Of the index they import only what they name. */
function collectImports(names: readonly string[], context: Context): Set<string> {
  const found = new Set<string>()
  const waiting = names.map((name) => source + name)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id) || (id.includes('/contract/src/') && reachesSchema(id, context))) continue
    found.add(id)
    const { importedIds = [], code } = context.getModuleInfo(id) ?? {}
    waiting.push(...importedIds.filter((one) => !isIndex(one)))
    const index = importedIds.find(isIndex)
    if (!index || id.includes('/@mantine/core/')) continue
    const places = readIndex(index)
    waiting.push(...readNames(code ?? '').flatMap((name) => places.get(name) ?? []))
  }
  return found
}

/** Returns the function that names the file of a module. Without a name the bundler decides. */
export function nameChunks() {
  let chunks: { name: string; modules: ReadonlySet<string> }[] | undefined
  return (id: string, context: Context): string | null => {
    if (!chunks) {
      const modules = (name: keyof typeof roots) => collectImports(roots[name], context)
      const [start, frame, dashboard, transactions] = [
        modules('start'),
        modules('frame'),
        modules('dashboard'),
        modules('transactions'),
      ]
      chunks = [
        { name: 'start', modules: start },
        { name: 'frame', modules: new Set([...frame, ...[...dashboard].filter((id) => transactions.has(id))]) },
        { name: 'dashboard', modules: dashboard },
        // The fields and dialogs of other pages stand on the same parts of libraries.
        { name: 'controls', modules: new Set([...transactions].filter((one) => one.includes('/node_modules/'))) },
        { name: 'transactions', modules: transactions },
      ]
    }
    return chunks.find(({ modules }) => modules.has(id))?.name ?? null
  }
}
