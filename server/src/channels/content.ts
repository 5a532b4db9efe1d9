import type { NewChannel } from '@mediary/contract/channels'
import fontoxpath from 'fontoxpath'
import { JSONPathEnvironment } from 'json-p3'
import { parseXmlDocument } from 'slimdom'
import { compilePattern, PatternFault } from '../platform/pattern.ts'

const { evaluateXPathToString } = fontoxpath

/** Whether a body is one that the channel takes. What cannot be read does not match; nothing throws. */
export type ContentRule = (body: string) => boolean

const xmlNestedAtMost = 1000

/** Undefined when the channel takes any content. Throws PatternFault when the rule cannot be read. */
export function contentRule({
  matchContentRegex,
  matchContentXpath,
  matchContentJson,
  matchContentValue,
}: NewChannel): ContentRule | undefined {
  if (matchContentRegex) return compilePattern(matchContentRegex).test
  if (matchContentXpath) return xpathRule(matchContentXpath, matchContentValue ?? '')
  if (matchContentJson) return jsonRule(matchContentJson, matchContentValue ?? '')
  return undefined
}

function xpathRule(expression: string, value: string): ContentRule {
  try {
    evaluateXPathToString(expression, parseXmlDocument('<a/>'))
  } catch (error) {
    // An expression may well be wrong for this document only; one that cannot be parsed is wrong for all.
    if (/XPST|parse/i.test(String(error))) throw new PatternFault('it is not an XPath expression')
  }
  return (body) => {
    if (body.includes('<!DOCTYPE') || depthOf(body) > xmlNestedAtMost) return false
    try {
      return evaluateXPathToString(expression, parseXmlDocument(body)) === value
    } catch {
      return false
    }
  }
}

/** OpenHIM's property path `a.b[0].c`, or RFC 9535 when it starts with `$`. */
function jsonRule(path: string, value: string): ContentRule {
  const read = path.startsWith('$') ? jsonPath(path) : propertyPath(path)
  return (body) => {
    try {
      const found = read(JSON.parse(body))
      return found !== undefined && String(found) === value
    } catch {
      return false
    }
  }
}

function jsonPath(path: string) {
  const environment = new JSONPathEnvironment()
  try {
    const query = environment.compile(path)
    return (value: unknown) => query.query(value as Parameters<typeof query.query>[0]).values()[0]
  } catch {
    throw new PatternFault('it is not a JSON path')
  }
}

function propertyPath(path: string) {
  const keys = path
    .replace(/\[(\w+)\]/g, '.$1')
    .replace(/^\./, '')
    .split('.')
  return (value: unknown) =>
    keys.reduce<unknown>(
      (node, key) =>
        typeof node === 'object' && node !== null && Object.hasOwn(node, key)
          ? (node as Record<string, unknown>)[key]
          : undefined,
      value,
    )
}

/** The parser recurses: a document nested without end would exhaust the stack. */
function depthOf(xml: string) {
  let depth = 0
  let deepest = 0
  for (const [tag] of xml.matchAll(/<\/?[^!?][^>]*>/g)) {
    if (tag.startsWith('</')) depth--
    else if (!tag.endsWith('/>')) deepest = Math.max(deepest, ++depth)
  }
  return deepest
}
