import { type AST, RegExpParser } from '@eslint-community/regexpp'
import { linearEngine, NotLinear } from './linear.ts'
import { isAmbiguous, isProvablyLinear, unbounded } from './shape.ts'

/** A regular expression that an administrator gave, and that no text can make run away. */
export type Pattern = {
  engine: 'native' | 'linear'
  /** What every text that it finds something in begins with; empty when the pattern is not anchored, or begins with no literal. */
  prefix: string
  /** Not anchored unless the pattern says so. */
  test: (text: string) => boolean
  /** As String.prototype.replace: `$1` and `$&` in the replacement stand for what was found. */
  replace: (text: string, replacement: string, all: boolean) => string
}

/** Why a pattern cannot be used, as one sentence. */
export class PatternFault extends Error {
  override readonly name = 'PatternFault'
}

/**
 * Compiles a JavaScript regular expression. Native where its running time is provably linear, else on an engine that is
 * linear by construction. Throws a PatternFault when it is malformed, could run away, or cannot be run safely.
 */
export function compilePattern(source: string): Pattern {
  const parsed = parse(source)
  const nested = unbounded(parsed).find(isAmbiguous)
  if (nested)
    throw new PatternFault(`"${nested.raw}" repeats a repetition, so that one text can be read in endlessly many ways`)
  return { prefix: prefixOf(parsed), ...(isProvablyLinear(parsed) ? native(source) : linear(parsed)) }
}

function prefixOf({ alternatives }: AST.Pattern): string {
  const [only, another] = alternatives
  const [start, ...elements] = only?.elements ?? []
  if (another || start?.type !== 'Assertion' || start.kind !== 'start') return ''
  const end = elements.findIndex(({ type }) => type !== 'Character')
  return (end === -1 ? elements : elements.slice(0, end))
    .map((element) => (element.type === 'Character' ? String.fromCharCode(element.value) : ''))
    .join('')
}

function parse(source: string): AST.Pattern {
  try {
    // 2024: without inline modifiers such as (?i:…), which the linear engine reads differently.
    return new RegExpParser({ ecmaVersion: 2024 }).parsePattern(source)
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*\/: /s, '') : ''
    throw new PatternFault(`it is not a regular expression: ${why}`, { cause: error })
  }
}

function native(source: string): Omit<Pattern, 'prefix'> {
  const once = new RegExp(source)
  const global = new RegExp(source, 'g')
  return {
    engine: 'native',
    test: (text) => once.test(text),
    replace: (text, replacement, all) => text.replace(all ? global : once, replacement),
  }
}

function linear(parsed: AST.Pattern): Omit<Pattern, 'prefix'> {
  try {
    return { engine: 'linear', ...linearEngine(parsed) }
  } catch (error) {
    throw error instanceof NotLinear ? new PatternFault(error.message, { cause: error }) : error
  }
}
