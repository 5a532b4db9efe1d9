/** The content rule of a channel: whether it takes a request by what its body says. */
import type { NewChannel } from '@mediary/contract/channels'
import { compilePattern } from '../../platform/patterns/pattern.ts'
import { type ContentLabels, type MessageText, readMessageText } from '../../platform/text/message-text.ts'
import { compileJsonPath, compilePropertyPath, equalsText } from './json.ts'
import { compileXPathRule } from './xpath.ts'

/** Tells if a channel takes a body. A body that cannot be read does not match; nothing throws. */
export type ContentRule = (text: MessageText) => boolean

/** Bytes of a body, decoded. A larger body matches no content rule. */
export const maxContentBytes = 1024 * 1024

export type RuleDefinition = Pick<
  NewChannel,
  'matchContentRegex' | 'matchContentXpath' | 'matchContentJson' | 'matchContentValue'
>

/** Returns the text that content rules read; undefined when the body cannot be read within the bounds. */
export const readContent = (body: Uint8Array, labels: ContentLabels) => readMessageText(body, labels, maxContentBytes)

/** Undefined when the channel takes any content. Throws PatternError when the rule cannot be read. */
export function compileContentRule({
  matchContentRegex,
  matchContentXpath,
  matchContentJson,
  matchContentValue = '',
}: RuleDefinition): ContentRule | undefined {
  if (matchContentRegex) {
    const pattern = compilePattern(matchContentRegex)
    return ({ whole }) => pattern.test(whole)
  }
  if (matchContentXpath) {
    const isEqual = compileXPathRule(matchContentXpath, matchContentValue)
    return ({ root }) => isEqual(root)
  }
  if (matchContentJson) return compileJsonRule(matchContentJson, matchContentValue)
  return undefined
}

/** OpenHIM's property path `a.b[0].c`, or RFC 9535 when it starts with `$`. */
function compileJsonRule(path: string, value: string): ContentRule {
  const read = path.startsWith('$') ? readFirst(compileJsonPath(path)) : compilePropertyPath(path)
  return ({ root }) => {
    try {
      return equalsText(read(root), value)
    } catch {
      return false
    }
  }
}

const readFirst = (readAll: (text: string) => unknown[]) => (text: string) => readAll(text)[0]
