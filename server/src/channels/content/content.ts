import type { NewChannel } from '@mediary/contract/channels'
import fontoxpath from 'fontoxpath'
import { JSONPathEnvironment } from 'json-p3'
import { parseXmlDocument } from 'slimdom'
import { compilePattern, PatternFault } from '../../platform/patterns/pattern.ts'
import { isWithinBounds } from './xml-bounds.ts'

const { evaluateXPathToString, evaluateXPathToStrings } = fontoxpath

/** Whether a body is one that the channel takes. What cannot be read does not match; nothing throws. */
export type ContentRule = (body: string) => boolean

/** Bytes. A larger body matches no content rule. */
export const maxContentBytes = 1024 * 1024

export type RuleDefinition = Pick<
  NewChannel,
  'matchContentRegex' | 'matchContentXpath' | 'matchContentJson' | 'matchContentValue'
>

/** Undefined when the channel takes any content. Throws PatternFault when the rule cannot be read. */
export function compileContentRule({
  matchContentRegex,
  matchContentXpath,
  matchContentJson,
  matchContentValue,
}: RuleDefinition): ContentRule | undefined {
  if (matchContentRegex) return compilePattern(matchContentRegex).test
  if (matchContentXpath) return compileXPathRule(matchContentXpath, matchContentValue ?? '')
  if (matchContentJson) return compileJsonRule(matchContentJson, matchContentValue ?? '')
  return undefined
}

// They run patterns, some of them taken from the body, on an engine that can be made to run away.
const patternFunctions = /\b(matches|replace|tokenize|analyze-string|function-lookup)\s*[(#]/

/** Throws PatternFault when an expression cannot be run on every document. */
function checkXPath(expression: string) {
  const uses = patternFunctions.exec(expression)?.[1]
  if (uses) throw new PatternFault(`the XPath function ${uses} cannot be run safely on any text`)
  try {
    evaluateXPathToString(expression, parseXmlDocument('<a/>'))
  } catch (error) {
    // XPST are the static errors of XPath 3.1: wrong for every document. Others may be wrong for this one only.
    if (/XPST\d/.test(String(error))) throw new PatternFault('it is not an XPath expression', { cause: error })
  }
}

/** The strings that an expression finds in a document; none in one that cannot be read. */
export function compileXPath(expression: string): (body: string) => string[] {
  checkXPath(expression)
  return (body) => (isWithinBounds(body) ? evaluateXPathToStrings(expression, parseXmlDocument(body)) : [])
}

function compileXPathRule(expression: string, value: string): ContentRule {
  checkXPath(expression)
  return (body) => {
    if (!isWithinBounds(body)) return false
    try {
      return evaluateXPathToString(expression, parseXmlDocument(body)) === value
    } catch {
      return false
    }
  }
}

/** OpenHIM's property path `a.b[0].c`, or RFC 9535 when it starts with `$`. */
function compileJsonRule(path: string, value: string): ContentRule {
  const read = path.startsWith('$') ? compileJsonPath(path).first : compilePropertyPath(path)
  return (body) => {
    try {
      const found = read(JSON.parse(body))
      return found !== undefined && String(found) === value
    } catch {
      return false
    }
  }
}

export function compileJsonPath(path: string) {
  if (path.split('..').length > 2) throw new PatternFault('it searches through all levels more than once')
  const environment = new JSONPathEnvironment()
  // They run patterns, some of them taken from the body, on an engine that can be made to run away.
  environment.functionRegister.delete('match')
  environment.functionRegister.delete('search')
  try {
    const query = environment.compile(path)
    type Json = Parameters<typeof query.match>[0]
    return {
      first: (value: unknown) => query.match(value as Json)?.value,
      all: (value: unknown): unknown[] => query.query(value as Json).values(),
    }
  } catch (error) {
    throw new PatternFault('it is not a JSON path, or uses match or search', { cause: error })
  }
}

const propertyPathSyntax = /^\.?(?:[^.[\]]+|\[\w+\])(?:\.[^.[\]]+|\[\w+\])*$/

function compilePropertyPath(path: string) {
  if (!propertyPathSyntax.test(path)) throw new PatternFault('it is not a property path such as a.b[0].c')
  const keys = path.match(/[^.[\]]+/g) ?? []
  return (value: unknown) => {
    let node = value
    for (const key of keys) {
      if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined
      node = (node as Record<string, unknown>)[key]
    }
    return node
  }
}
