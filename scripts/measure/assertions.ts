// Type assertions: `value as Type`.
import ts from 'typescript'
import type { Finding } from './finding.ts'
import { adapterFiles } from './limits.ts'
import { lineAt, type Project, type SourceFile } from './project.ts'

export function findAssertions({ files }: Project): Finding[] {
  return files.filter(({ path, role }) => role === 'source' && !(path in adapterFiles)).flatMap(assertionsIn)
}

function assertionsIn({ path, tree, nodes }: SourceFile): Finding[] {
  const found: Finding[] = []
  for (const node of nodes) {
    if (ts.isAsExpression(node) && node.type.getText() !== 'const') {
      const [text = ''] = node.getText().split('\n')
      found.push({
        file: path,
        line: lineAt(tree, node.type.getStart()),
        text: `${text} … as ${node.type.getText()}`.slice(0, 120),
      })
    }
  }
  return found
}
