import { type AST, RegExpParser } from '@eslint-community/regexpp'
import { describeReason, type Parameters, type ProblemReason, type ReasonArguments } from '@mediary/contract/reasons'
import { linearEngine, NotLinear } from './linear.ts'
import { isAmbiguous, isProvablyLinear, unbounded } from './shape.ts'

/** A regular expression that an administrator gave, and that no text can make run away. */
type Pattern = {
  engine: 'native' | 'linear'
  /** What every text that it finds something in begins with; empty when the pattern is not anchored, or begins with no literal. */
  prefix: string
  /** Not anchored unless the pattern says so. */
  test: (text: string) => boolean
  /** As String.prototype.replace: `$1` and `$&` in the replacement stand for what was found. */
  replace: (text: string, replacement: string, all: boolean) => string
}

/** The reason for which a pattern, an expression or a schedule cannot be used. */
export class PatternError extends Error {
  override readonly name = 'PatternError'
  readonly reason: ProblemReason
  readonly parameters: Parameters

  constructor(reason: ProblemReason, parameters: Parameters, options?: ErrorOptions) {
    super(describeReason(reason, parameters), options)
    this.reason = reason
    this.parameters = parameters
  }
}

/** Makes a pattern error: `patternError('not-cron', { problem })`. */
export const patternError = <R extends ProblemReason>(
  reason: R,
  ...[parameters = {}, options]: ReasonArguments<R, ErrorOptions>
) => new PatternError(reason, parameters, options)

/**
 * Compiles a JavaScript regular expression. Native where its running time is provably linear, else on an engine that is
 * linear by construction. Throws a PatternError when it is malformed, could run away, or cannot be run safely.
 */
export function compilePattern(source: string): Pattern {
  const parsed = parse(source)
  const nested = unbounded(parsed).find(isAmbiguous)
  if (nested) throw patternError('nested-quantifier', { quantifier: nested.raw })
  return { prefix: readPrefix(parsed), ...(isProvablyLinear(parsed) ? native(source) : linear(parsed)) }
}

function readPrefix({ alternatives }: AST.Pattern): string {
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
    const problem = error instanceof Error ? error.message.replace(/^.*\/: /s, '') : ''
    throw patternError('not-a-regular-expression', { problem }, { cause: error })
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
    throw error instanceof NotLinear ? new PatternError(error.reason, error.parameters, { cause: error }) : error
  }
}
