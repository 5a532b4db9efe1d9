// Files per folder, lines per file, lines per function.
import { dirname } from 'node:path'
import ts from 'typescript'
import type { Finding } from './finding.ts'
import { maxFileLines, maxFilesPerFolder, maxFunctionLines } from './limits.ts'
import { lineAt, type Project, type SourceFile } from './project.ts'

export const countLines = ({ text }: SourceFile) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

export function findFullFolders({ files }: Project): Finding[] {
  const folders = Map.groupBy(
    files.filter(({ role }) => role === 'source'),
    ({ path }) => dirname(path),
  )
  return [...folders]
    .filter(([, members]) => members.length > maxFilesPerFolder)
    .map(([folder, members]) => ({ file: folder, line: 0, text: `${members.length} files` }))
}

export function findLongFiles({ files }: Project): Finding[] {
  return files
    .filter((file) => file.role !== 'test' && countLines(file) > maxFileLines)
    .map((file) => ({ file: file.path, line: countLines(file), text: `${countLines(file)} lines` }))
}

export function findLongFunctions({ files }: Project): Finding[] {
  return files.filter(({ role }) => role !== 'test').flatMap((file) => longFunctionsIn(file))
}

function longFunctionsIn({ path, tree, nodes }: SourceFile): Finding[] {
  const found: Finding[] = []
  for (const node of nodes) {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const first = lineAt(tree, node.getStart())
      const lines = lineAt(tree, node.getEnd()) - first + 1
      if (lines > maxFunctionLines)
        found.push({ file: path, line: first, text: `${lines} lines: ${describeFunction(node)}` })
    }
  }
  return found
}

function describeFunction(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText()
  const { parent } = node
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent)) return parent.name.getText()
  if (ts.isCallExpression(parent)) return `callback of ${parent.expression.getText().split('\n')[0]}`
  return 'anonymous function'
}
