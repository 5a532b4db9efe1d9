// Doc comments of exports that are fragments without a subject.
import type ts from 'typescript'
import { isExported } from './exports.ts'
import type { Finding } from './finding.ts'
import { lineAt, type Project, type SourceFile } from './project.ts'

const headless = /^\/\*\*[\s*]*(What|Whatever|Whether|Who|Whoever|Whose|Which|Of|By|How|Where|When|Why) /

export function findHeadlessComments({ files }: Project): Finding[] {
  return files.filter(({ role }) => role !== 'test').flatMap(headlessIn)
}

function headlessIn({ path, text, tree }: SourceFile): Finding[] {
  return tree.statements.filter(isExported).flatMap((statement) => {
    const comment = docComment(text, statement)
    return headless.test(comment)
      ? [{ file: path, line: lineAt(tree, statement.getStart()), text: comment.replaceAll(/\s+/g, ' ').slice(0, 100) }]
      : []
  })
}

function docComment(text: string, statement: ts.Statement): string {
  const leading = text.slice(statement.getFullStart(), statement.getStart())
  return leading.slice(Math.max(0, leading.lastIndexOf('/**')))
}
