// Fan-out, circles of imports, and the direction of imports inside the console.
import type { Finding } from './finding.ts'
import { maxImports } from './limits.ts'
import type { Project, SourceFile } from './project.ts'

const isSource = ({ role }: SourceFile) => role === 'source'
/** `import()` is left out: it loads on demand and makes no circle. */
const importedFiles = (file: SourceFile) => new Set(file.imports.filter(({ lazy }) => !lazy).map(({ to }) => to))

export function findWideImporters({ files }: Project): Finding[] {
  return files
    .filter((file) => isSource(file) && importedFiles(file).size > maxImports)
    .map((file) => ({ file: file.path, line: 1, text: `imports ${importedFiles(file).size} files` }))
}

export function findFileCycles({ files }: Project): Finding[] {
  const graph = new Map(files.map((file) => [file.path, importedFiles(file)]))
  return findCycles(graph).flatMap((cycle) =>
    cycle.map((path) => {
      const targets = [...(graph.get(path) ?? [])].filter((target) => cycle.includes(target))
      return { file: path, line: 1, text: `in a cycle of ${cycle.length} files; imports ${targets.join(', ')}` }
    }),
  )
}

/** Returns the console's folder of a concept, which stands under `features/` or beside `app/`. */
function consoleRoom(path: string): string {
  const [, room = ''] = /^console\/src\/(features\/[^/]+|[^/]+)/.exec(path) ?? []
  return room
}

const consoleLayers = ['lib', 'messages', 'ui', 'feature', 'app']
const findLayer = (room: string) => {
  if (room === 'app' || room.startsWith('main.')) return 'app'
  return consoleLayers.includes(room) ? room : 'feature'
}

/** Imports of the console that point to a higher layer: a feature must not import `app/`, `ui/` no feature. */
export function findUpwardConsoleImports({ files }: Project): Finding[] {
  return files
    .filter((file) => isSource(file) && file.path.startsWith('console/'))
    .flatMap((file) =>
      file.imports
        .filter(({ to }) => to.startsWith('console/') && isUpward(consoleRoom(file.path), consoleRoom(to)))
        .map(({ line, to }) => ({ file: file.path, line, text: `imports ${to}` })),
    )
}

/** The catalogues in `messages/` gather what the features say, so `messages/` and the features may import each other. */
function isUpward(from: string, to: string): boolean {
  const [lower, upper] = [findLayer(from), findLayer(to)]
  if (lower === 'messages' && upper === 'feature') return false
  return consoleLayers.indexOf(lower) < consoleLayers.indexOf(upper)
}

/** Features of the console that import each other in a circle. */
export function findFeatureCycles({ files }: Project): Finding[] {
  const features = files.filter((file) => isSource(file) && findLayer(consoleRoom(file.path)) === 'feature')
  const inConsole = features.filter(({ path }) => path.startsWith('console/'))
  const graph = new Map<string, Set<string>>()
  for (const { path, imports } of inConsole) {
    const room = consoleRoom(path)
    const rooms = imports
      .map(({ to }) => consoleRoom(to))
      .filter((to) => to && to !== room && findLayer(to) === 'feature')
    graph.set(room, new Set([...(graph.get(room) ?? []), ...rooms]))
  }
  return findCycles(graph).flatMap((cycle) =>
    inConsole.flatMap((file) =>
      file.imports
        .filter(({ to }) => cycle.includes(consoleRoom(file.path)) && cycle.includes(consoleRoom(to)))
        .filter(({ to }) => consoleRoom(to) !== consoleRoom(file.path))
        .map(({ line, to }) => ({ file: file.path, line, text: `imports ${to}, in the cycle ${cycle.join(', ')}` })),
    ),
  )
}

/** Returns the strongly connected components of more than one node (Tarjan). */
export function findCycles(graph: Map<string, Set<string>>): string[][] {
  const cycles: string[][] = []
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const connect = (node: string): number => {
    let lowest = index.size
    index.set(node, lowest)
    stack.push(node)
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) lowest = Math.min(lowest, connect(next))
      else if (stack.includes(next)) lowest = Math.min(lowest, index.get(next) ?? lowest)
    }
    low.set(node, lowest)
    if (lowest === index.get(node)) {
      const cycle = stack.splice(stack.indexOf(node))
      if (cycle.length > 1) cycles.push(cycle.sort())
    }
    return lowest
  }
  for (const node of graph.keys()) if (!index.has(node)) connect(node)
  return cycles
}
