// Exports that no other file imports.
import ts from 'typescript'
import type { Finding } from './finding.ts'
import { lineAt, type Project, type SourceFile } from './project.ts'

/** The public doors: a slice's `index.ts` and the contract. For them a test counts as an importer. */
const isDoor = (path: string) => /^server\/src\/[^/]+\/index\.ts$/.test(path) || path.startsWith('contract/src/')

export function findUnusedExports({ files }: Project): Finding[] {
  const used = { source: new Set<string>(), any: new Set<string>() }
  for (const { role, imports } of files) {
    for (const { to, names } of imports) {
      for (const name of names) {
        used.any.add(`${to} ${name}`)
        if (role !== 'test') used.source.add(`${to} ${name}`)
      }
    }
  }
  return files
    .filter(({ role }) => role === 'source')
    .flatMap((file) => {
      const users = isDoor(file.path) ? used.any : used.source
      if (users.has(`${file.path} *`)) return []
      return listExports(file)
        .filter(({ name }) => !users.has(`${file.path} ${name}`))
        .map(({ name, line }) => {
          const note = used.any.has(`${file.path} ${name}`) ? ' (only tests import it)' : ''
          return { file: file.path, line, text: `${name}${note}` }
        })
    })
}

function listExports({ tree }: SourceFile): { name: string; line: number }[] {
  return tree.statements.flatMap((statement) => {
    const line = lineAt(tree, statement.getStart())
    if (ts.isExportDeclaration(statement)) {
      const { exportClause } = statement
      if (!exportClause || !ts.isNamedExports(exportClause)) return []
      return exportClause.elements.map(({ name }) => ({ name: name.text, line: lineAt(tree, name.getStart()) }))
    }
    return isExported(statement) ? declaredNames(statement).map((name) => ({ name, line })) : []
  })
}

export const isExported = (node: ts.Node) =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : bindingNames(name),
    )
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement)
  )
    return statement.name ? [statement.name.text] : []
  return []
}

const bindingNames = (pattern: ts.BindingPattern): string[] =>
  pattern.elements.flatMap((element) => {
    if (ts.isOmittedExpression(element)) return []
    return ts.isIdentifier(element.name) ? [element.name.text] : bindingNames(element.name)
  })
