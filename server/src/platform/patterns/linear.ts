import type { AST } from '@eslint-community/regexpp'
import type { Parameters, ProblemReason } from '@mediary/contract/reasons'
import { RE2JS } from 're2js'
import type { ShapeNode } from './shape.ts'

/** A pattern that RE2 cannot express. */
export class NotLinear extends Error {
  override readonly name = 'NotLinear'
  readonly reason: ProblemReason
  readonly parameters: Parameters

  constructor(reason: ProblemReason, parameters: Parameters = {}, options?: ErrorOptions) {
    super(reason, options)
    this.reason = reason
    this.parameters = parameters
  }
}

/** Runs a JavaScript pattern in time linear in the text. A character beyond U+FFFF counts as one, not as two. */
export function linearEngine(pattern: AST.Pattern) {
  const compiled = compile(written(pattern))
  return {
    test: (text: string) => compiled.test(text),

    replace(text: string, replacement: string, all: boolean): string {
      const matcher = compiled.matcher(text)
      let done = 0
      let result = ''
      while (matcher.find()) {
        const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '')
        const [from, to] = [matcher.start(), matcher.end()]
        result += text.slice(done, from) + substituted(replacement, groups, text.slice(0, from), text.slice(to))
        done = to
        if (!all) break
      }
      return result + text.slice(done)
    },
  }
}

function compile(source: string) {
  try {
    return RE2JS.compile(source)
  } catch (error) {
    throw new NotLinear('pattern-too-large', { problem: error instanceof Error ? error.message : '' }, { cause: error })
  }
}

/** ECMA-262 §22.1.3.19.1 GetSubstitution, without names. */
const substituted = (replacement: string, groups: string[], before: string, after: string) =>
  replacement.replace(/\$(?:([$&`'])|(\d\d?))/g, (whole, sign?: string, digits = '') => {
    if (sign === '$') return '$'
    if (sign === '&') return groups[0] ?? ''
    if (sign === '`') return before
    if (sign === "'") return after
    const known = (number: string) => Number(number) > 0 && Number(number) < groups.length
    if (known(digits)) return groups[Number(digits)] ?? ''
    const first = digits.slice(0, 1)
    return known(first) ? (groups[Number(first)] ?? '') + digits.slice(1) : whole
  })

// JavaScript's meaning, spelled out: RE2's own \s and . are narrower and wider.
const space =
  '\\t\\n\\x{b}\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}'
const sets: Record<string, string> = { digit: '0-9', word: '0-9A-Za-z_', space }
const everything = '\\x{0}-\\x{10ffff}'

/** The pattern in RE2's syntax, every character by its number. */
function written(node: ShapeNode): string {
  switch (node.type) {
    case 'Pattern':
      return node.alternatives.map(written).join('|')
    case 'Group':
      return `(?:${node.alternatives.map(written).join('|')})`
    case 'CapturingGroup':
      return `(${node.alternatives.map(written).join('|')})`
    case 'Alternative':
      return node.elements.map(written).join('')
    case 'Quantifier':
      return `(?:${written(node.element)})${rounds(node)}${node.greedy ? '' : '?'}`
    case 'Character':
      return character(node.value)
    case 'CharacterSet':
      return node.kind === 'any' ? '[^\\n\\r\\x{2028}\\x{2029}]' : `[${node.negate ? '^' : ''}${sets[node.kind]}]`
    case 'CharacterClass':
      return characterClass(node)
    case 'Assertion':
      return assertion(node)
    case 'Backreference':
    case 'ExpressionCharacterClass':
      throw new NotLinear('back-reference')
  }
}

function assertion(node: AST.Assertion) {
  if (node.kind === 'start') return '\\A'
  if (node.kind === 'end') return '\\z'
  if (node.kind === 'word') return node.negate ? '\\B' : '\\b'
  throw new NotLinear('look-around')
}

const rounds = ({ min, max }: AST.Quantifier) =>
  max === Infinity ? `{${min},}` : min === max ? `{${min}}` : `{${min},${max}}`

function characterClass({ negate, elements }: AST.CharacterClass) {
  const ranges = elements.map((element) => {
    if (element.type === 'Character') return character(element.value)
    if (element.type === 'CharacterClassRange') return `${character(element.min.value)}-${character(element.max.value)}`
    if (element.type === 'CharacterSet') return element.negate ? allBut(element.kind) : sets[element.kind]
    throw new NotLinear('unsupported-character-class')
  })
  if (ranges.length === 0) return negate ? `[${everything}]` : `[^${everything}]`
  return `[${negate ? '^' : ''}${ranges.join('')}]`
}

const complements: Record<string, string> = {
  digit: '\\x{0}-/:-\\x{10ffff}',
  word: '\\x{0}-/:-@\\[-\\^`\\{-\\x{10ffff}',
  space:
    '\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10ffff}',
}
const allBut = (kind: string) => complements[kind] ?? ''

function character(value: number) {
  if (value >= 0xd800 && value <= 0xdfff) throw new NotLinear('surrogate-character')
  return `\\x{${value.toString(16)}}`
}
