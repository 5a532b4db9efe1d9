import { type AST, RegExpParser } from '@eslint-community/regexpp'
import { linearEngine, NotLinear } from './pattern-linear.ts'
import { isAmbiguous, isProvablyLinear, unbounded } from './pattern-shape.ts'

/** A regular expression that an administrator gave, and that no text can make run away. */
export type Pattern = {
  engine: 'native' | 'linear'
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
  return isProvablyLinear(parsed) ? native(source) : linear(parsed)
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

function native(source: string): Pattern {
  const once = new RegExp(source)
  const global = new RegExp(source, 'g')
  return {
    engine: 'native',
    test: (text) => once.test(text),
    replace: (text, replacement, all) => text.replace(all ? global : once, replacement),
  }
}

function linear(parsed: AST.Pattern): Pattern {
  try {
    return { engine: 'linear', ...linearEngine(parsed) }
  } catch (error) {
    throw error instanceof NotLinear ? new PatternFault(error.message, { cause: error }) : error
  }
}
