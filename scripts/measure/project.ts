// Reads and parses every source file of the repository, once, for all measures.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import ts from 'typescript'

const root = join(import.meta.dirname, '../..')

/** `source` is the product; `tool` is e2e, bench and scripts; `test` is every test and `server/src/testing`. */
export type Role = 'source' | 'tool' | 'test'

export type SourceFile = {
  /** Relative to the repository, with `/`. */
  path: string
  role: Role
  text: string
  tree: ts.SourceFile
  /** Every node of the tree, in the order of the text. */
  nodes: ts.Node[]
  imports: Import[]
}

/** One file that another file imports. `lazy` marks `import()`. */
export type Import = { to: string; names: string[]; line: number; typeOnly: boolean; lazy: boolean }

export type Project = { files: SourceFile[]; pages: Page[] }

/** A page of the documentation. */
export type Page = { path: string; text: string }

const sourceRoots = ['contract/src', 'server/src', 'server/bin', 'server/migrations', 'console/src']
const toolRoots = ['e2e', 'bench', 'scripts']
const ignored = new Set(['node_modules', 'dist', '.mediary', 'data'])

export const lineAt = (tree: ts.SourceFile, position: number) => tree.getLineAndCharacterOfPosition(position).line + 1

export function readProject(): Project {
  const paths = [...sourceRoots, ...toolRoots].flatMap((folder) => listFiles(folder, /\.(ts|tsx|js)$/))
  const pages = [...listFiles('docs', /\.md$/), 'README.md', 'CONTRIBUTING.md']
  return parseProject(readTexts(paths), readTexts(pages))
}

const readTexts = (paths: string[]): Texts =>
  Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))

type Texts = Record<string, string>

/** Parses a project whose texts are given by their paths. */
export function parseProject(sources: Texts, pages: Texts = {}): Project {
  const known = new Set(Object.keys(sources))
  return {
    files: Object.entries(sources).map(([path, text]) => parseFile(path, text, known)),
    pages: Object.entries(pages).map(([path, text]) => ({ path, text })),
  }
}

function listFiles(folder: string, pattern: RegExp): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (ignored.has(entry.name)) return []
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) return listFiles(path, pattern)
    return pattern.test(entry.name) ? [path] : []
  })
}

function findRole(path: string): Role {
  if (/\.test\.tsx?$/.test(path) || path.startsWith('server/src/testing/')) return 'test'
  return toolRoots.some((folder) => path.startsWith(`${folder}/`)) ? 'tool' : 'source'
}

function parseFile(path: string, text: string, known: Set<string>): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true)
  const nodes = listNodes(tree)
  return { path, role: findRole(path), text, tree, nodes, imports: readImports(path, tree, nodes, known) }
}

function listNodes(tree: ts.SourceFile): ts.Node[] {
  const nodes: ts.Node[] = []
  const visit = (node: ts.Node) => {
    nodes.push(node)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return nodes
}

function readImports(path: string, tree: ts.SourceFile, nodes: ts.Node[], known: Set<string>): Import[] {
  const imports: Import[] = []
  const add = (node: ts.Node, specifier: ts.Node | undefined, rest: Omit<Import, 'to' | 'line'>) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return
    const to = resolveImport(path, specifier.text)
    if (known.has(to)) imports.push({ to, line: lineAt(tree, node.getStart()), ...rest })
  }
  for (const node of nodes) {
    if (ts.isImportDeclaration(node)) {
      const { importClause } = node
      add(node, node.moduleSpecifier, {
        names: importedNames(importClause?.namedBindings),
        typeOnly: importClause?.isTypeOnly ?? false,
        lazy: false,
      })
    } else if (ts.isExportDeclaration(node)) {
      const names = importedNames(node.exportClause)
      add(node, node.moduleSpecifier, { names, typeOnly: node.isTypeOnly, lazy: false })
    } else if (ts.isImportTypeNode(node)) {
      const specifier = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined
      add(node, specifier, { names: ['*'], typeOnly: true, lazy: false })
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node, node.arguments[0], { names: ['*'], typeOnly: false, lazy: true })
    }
  }
  return imports
}

/** Returns the names as the imported file exports them; `*` stands for all. */
function importedNames(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): string[] {
  if (!bindings || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return ['*']
  return bindings.elements.map((element) => (element.propertyName ?? element.name).text)
}

function resolveImport(path: string, specifier: string): string {
  if (specifier.startsWith('@mediary/contract/'))
    return `contract/src/${specifier.slice('@mediary/contract/'.length)}.ts`
  // An import that the package maps, as programs resolve it.
  if (specifier === '#password-cost') return 'server/src/platform/password-cost.ts'
  return specifier.startsWith('.') ? posix.join(dirname(path), specifier) : specifier
}
