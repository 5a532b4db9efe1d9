import { constants, setPriority } from 'node:os'
import type { ContentLabels } from '../../platform/text/message-text.ts'
import { answering } from '../../platform/thread.ts'
import { type ContentRule, compileContentRule, type RuleDefinition, readContent } from './content.ts'

/** A body, and the rules of the channels that may take it. A channel without a rule takes any body. */
export type MatchQuestion = { rules: RuleDefinition[]; body: Uint8Array; labels: ContentLabels }

const maxCompiled = 1000
const compiled = new Map<string, ContentRule>()

function findRule(definition: RuleDefinition): ContentRule | undefined {
  const key = JSON.stringify(definition)
  const known = compiled.get(key)
  if (known) return known
  if (compiled.size >= maxCompiled) compiled.clear()
  const rule = compileContentRule(definition)
  if (rule) compiled.set(key, rule)
  return rule
}

// Requests that wait for no body come first. On other systems than Linux the priority would be that of the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

// Answers with the index of the first rule that takes the body; -1: none.
answering(({ rules, body, labels }: MatchQuestion) => {
  const text = readContent(body, labels)
  return rules.findIndex((definition) => {
    const rule = findRule(definition)
    return !rule || (text !== undefined && rule(text))
  })
})
