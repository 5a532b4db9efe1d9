import { type AST, RegExpParser } from '@eslint-community/regexpp'
import { RE2JS } from 're2js'

/** A regular expression that an administrator gave, and that no text can make run away. */
export type Pattern = {
  engine: 'native' | 'linear'
  test: (text: string) => boolean
  replace: (text: string, replacement: string, all: boolean) => string
}

/**
 * Compiles a JavaScript regular expression. Native where its running time is provably linear, else on an engine that is
 * linear by construction. Throws a sentence when the pattern is malformed, could run away, or cannot be run safely.
 */
export function compilePattern(source: string): Pattern {
  const parsed = parse(source)
  const nested = unbounded(parsed).find(isAmbiguous)
  if (nested)
    throw new PatternFault(`"${nested.raw}" repeats a repetition, so that one text can be read in endlessly many ways`)
  return isLinear(parsed) ? native(source) : linear(source)
}

export class PatternFault extends Error {
  override readonly name = 'PatternFault'
}

function parse(source: string): AST.Pattern {
  try {
    return new RegExpParser({ ecmaVersion: 2025 }).parsePattern(source)
  } catch (error) {
    throw new PatternFault(
      `it is not a regular expression: ${error instanceof Error ? error.message.replace(/^.*?: /, '') : ''}`,
    )
  }
}

function native(source: string): Pattern {
  const once = new RegExp(source)
  const global = new RegExp(source, 'g')
  return {
    engine: 'native',
    test: (text) => once.test(text),
    // A function, so that `$` in the replacement means itself.
    replace: (text, replacement, all) => text.replace(all ? global : once, () => replacement),
  }
}

function linear(source: string): Pattern {
  const compiled = compileLinear(source)
  return {
    engine: 'linear',
    test: (text) => compiled.matcher(text).find(),
    replace(text, replacement, all) {
      const matcher = compiled.matcher(text)
      const literal = RE2JS.quoteReplacement(replacement)
      return all ? matcher.replaceAll(literal) : matcher.replaceFirst(literal)
    },
  }
}

function compileLinear(source: string) {
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source))
  } catch {
    throw new PatternFault('it uses look-around or back-references, which cannot be run safely on any text')
  }
}

/** Anchored, with at most one place that can repeat without end; or with none. */
function isLinear(pattern: AST.Pattern) {
  const repetitions = unbounded(pattern)
  if (
    has(pattern, (node) => node.type === 'Backreference' || (node.type === 'Assertion' && node.kind.startsWith('look')))
  )
    return false
  if (repetitions.length === 0) return !has(pattern, (node) => node.type === 'Quantifier' && node.max > 100)
  const [repetition] = repetitions
  const [alternative] = pattern.alternatives
  const anchored = alternative?.elements[0]?.type === 'Assertion' && alternative.elements[0].kind === 'start'
  const nothingElseVaries = !has(
    pattern,
    (node) => node.type === 'Quantifier' && node !== repetition && node.min !== node.max,
  )
  return (
    pattern.alternatives.length === 1 &&
    anchored &&
    repetitions.length === 1 &&
    nothingElseVaries &&
    isSingle(repetition?.element)
  )
}

/** A repetition around another, with no character that tells where one round ends and the next begins. */
function isAmbiguous(outer: AST.Quantifier): boolean {
  const { element } = outer
  if (element.type !== 'Group' && element.type !== 'CapturingGroup') return false
  return element.alternatives.some((alternative) => {
    const inner = unbounded(alternative)
    if (inner.length === 0) return false
    const edges = [alternative.elements[0], alternative.elements.at(-1)]
    return !edges.some(
      (edge) => edge?.type === 'Character' && inner.every((repetition) => !mayTake(repetition, edge.value)),
    )
  })
}

/** Whether anything inside a node can be the character. Errs on the side of yes. */
function mayTake(node: AST.Node, character: number): boolean {
  switch (node.type) {
    case 'Character':
      return node.value === character
    case 'CharacterClass':
    case 'CharacterSet':
      return new RegExp(`^${node.raw}$`, 'su').test(String.fromCodePoint(character))
    case 'Quantifier':
      return mayTake(node.element, character)
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives.some((alternative) =>
        alternative.elements.some((element) => mayTake(element, character)),
      )
    case 'Assertion':
      return false
    default:
      return true
  }
}

const isSingle = (element: AST.Node | undefined) =>
  element?.type === 'Character' || element?.type === 'CharacterClass' || element?.type === 'CharacterSet'

function nodesOf(node: AST.Node): AST.Node[] {
  switch (node.type) {
    case 'Pattern':
    case 'Group':
    case 'CapturingGroup':
      return [node, ...node.alternatives.flatMap(nodesOf)]
    case 'Alternative':
      return [node, ...node.elements.flatMap(nodesOf)]
    case 'Quantifier':
      return [node, ...nodesOf(node.element)]
    default:
      return [node]
  }
}

const has = (node: AST.Node, matches: (node: AST.Node) => boolean) => nodesOf(node).some(matches)

const unbounded = (node: AST.Node) =>
  nodesOf(node).filter(
    (one): one is AST.Quantifier => one.type === 'Quantifier' && one.max === Number.POSITIVE_INFINITY,
  )
