// Writes to a table by a slice of the server that does not own it.
import ts from 'typescript'
import type { Finding } from './finding.ts'
import { tableOwners } from './limits.ts'
import { lineAt, type Project, type SourceFile } from './project.ts'

const builderWrites = new Set(['insertInto', 'updateTable', 'deleteFrom', 'replaceInto', 'mergeInto'])
const sqlWrite = /\b(?:insert(?: or \w+)? into|replace into|update|delete from|truncate(?: table)?)\s+(\$\{|"?\w+)/gi

type Write = { table: string; line: number }

export function findForeignWrites({ files }: Project): Finding[] {
  return files
    .filter(({ path, role }) => role === 'source' && path.startsWith('server/src/'))
    .flatMap((file) => {
      const [, , slice = ''] = file.path.split('/')
      return writesIn(file)
        .filter(({ table }) => tableOwners[table] !== slice)
        .map(({ table, line }) => ({
          file: file.path,
          line,
          text: `writes ${table}, owned by ${tableOwners[table] ?? 'nobody'}`,
        }))
    })
}

function writesIn({ tree, nodes }: SourceFile): Write[] {
  const writes: Write[] = []
  const named = new Set<string>()
  const dynamic: number[] = []
  for (const node of nodes) {
    if (ts.isStringLiteralLike(node) && node.text in tableOwners) named.add(node.text)
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const [table] = node.arguments
      if (table && builderWrites.has(node.expression.name.text)) {
        if (ts.isStringLiteralLike(table)) writes.push({ table: table.text, line: lineAt(tree, table.getStart()) })
        else dynamic.push(lineAt(tree, table.getStart()))
      }
    }
    if (ts.isTemplateExpression(node) || ts.isStringLiteralLike(node)) {
      for (const [, target = ''] of node.getText().matchAll(sqlWrite)) {
        const table = target.replace('"', '')
        const line = lineAt(tree, node.getStart())
        if (table in tableOwners) writes.push({ table, line })
        else if (target === '${') dynamic.push(line)
      }
    }
  }
  // A write whose table is a value may write any table that the file names.
  for (const line of dynamic) for (const table of named) writes.push({ table, line })
  return writes
}
