// Puts the modules of the first views into few files: on a slow link each file costs a round trip, and small ones compress badly.

type ModuleInfo = { importedIds: readonly string[] }
type Context = { getModuleInfo: (id: string) => ModuleInfo | null }

const source = new URL('src/', import.meta.url).pathname
/** What each file begins with. A module that two views share is in the file of the frame around all pages. */
const frame = ['main.tsx', 'app/shell/shell.tsx', 'app/session/sign-in.tsx']
const views = {
  dashboard: ['features/dashboard/page.tsx', 'features/metrics/chart.tsx'],
  transactions: ['features/transactions/list/page.tsx'],
} as const

/** Returns the modules that these import, directly or through others. */
function collectImports(roots: readonly string[], context: Context): Set<string> {
  const found = new Set<string>()
  const waiting = roots.map((root) => source + root)
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    // Its index imports every component, also those that no view of these shows.
    if (found.has(id) || id.includes('/@mantine/core/')) continue
    found.add(id)
    waiting.push(...(context.getModuleInfo(id)?.importedIds ?? []))
  }
  return found
}

/** Returns the function that names the file of a module. Without a name the bundler decides. */
export function nameChunks() {
  let chunks: { name: string; modules: Set<string> }[] | undefined
  return (id: string, context: Context): string | null => {
    if (!chunks) {
      const [dashboard, transactions] = [views.dashboard, views.transactions].map((roots) =>
        collectImports(roots, context),
      )
      const shared = [...(dashboard ?? [])].filter((module) => transactions?.has(module))
      chunks = [
        { name: 'frame', modules: new Set([...collectImports(frame, context), ...shared]) },
        { name: 'dashboard', modules: dashboard ?? new Set() },
        { name: 'transactions', modules: transactions ?? new Set() },
      ]
    }
    return chunks.find(({ modules }) => modules.has(id))?.name ?? null
  }
}
