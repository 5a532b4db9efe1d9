import { constants, setPriority } from 'node:os'
import { answering } from '../../platform/thread.ts'
import { type ContentRule, compileContentRule, type RuleDefinition } from './content.ts'

/** A body, and the rules of channels that may take it. */
export type MatchQuestion = { rules: RuleDefinition[]; text: string }

const maxCompiled = 1000
const compiled = new Map<string, ContentRule>()
const anything = () => true

function findRule(definition: RuleDefinition): ContentRule {
  const key = JSON.stringify(definition)
  const known = compiled.get(key)
  if (known) return known
  if (compiled.size >= maxCompiled) compiled.clear()
  const rule = compileContentRule(definition) ?? anything
  compiled.set(key, rule)
  return rule
}

// Whoever waits for no body comes first. Elsewhere than on Linux it would be said of the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

// Which of the rules, the first, takes the body; -1: none.
answering(({ rules, text }: MatchQuestion) => rules.findIndex((rule) => findRule(rule)(text)))
