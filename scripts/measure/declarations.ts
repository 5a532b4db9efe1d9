// The names that a file declares.
import ts from 'typescript'
import { lineAt, type SourceFile } from './project.ts'

export type Declared = { name: string; line: number; isFunction: boolean; isMember: boolean }

/**
 * Returns the names of variables, parameters, functions, types and members where they are declared. A name that is
 * taken out of an object is left out: it stands where the member is declared.
 */
export function listDeclarations({ tree, nodes }: SourceFile): Declared[] {
  return nodes.flatMap((node) => {
    if (!(isMember(node) || isBinding(node)) || !node.name) return []
    if (!ts.isIdentifier(node.name) && !ts.isPrivateIdentifier(node.name)) return []
    return {
      name: node.name.text.replace('#', ''),
      line: lineAt(tree, node.name.getStart()),
      isFunction: isFunction(node),
      isMember: isMember(node),
    }
  })
}

type Member =
  | ts.MethodDeclaration
  | ts.MethodSignature
  | ts.PropertyDeclaration
  | ts.PropertySignature
  | ts.PropertyAssignment

function isMember(node: ts.Node): node is Member {
  return (
    ts.isMethodDeclaration(node) ||
    ts.isMethodSignature(node) ||
    ts.isPropertyDeclaration(node) ||
    ts.isPropertySignature(node) ||
    ts.isPropertyAssignment(node)
  )
}

type Binding =
  | ts.BindingElement
  | ts.VariableDeclaration
  | ts.ParameterDeclaration
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration

function isBinding(node: ts.Node): node is Binding {
  return (
    (ts.isBindingElement(node) && isNewName(node)) ||
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  )
}

const isNewName = ({ propertyName, dotDotDotToken, parent }: ts.BindingElement) =>
  Boolean(propertyName) || Boolean(dotDotDotToken) || ts.isArrayBindingPattern(parent)

function isFunction(node: ts.Node): boolean {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) return true
  if (!(ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node)) || !node.initializer) return false
  return ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer)
}
