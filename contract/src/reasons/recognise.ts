// Finds the reasons in texts that the record keeps in English, so that a client can word them in another language.

import type { z } from 'zod'
import type { Explanation } from '../problem.ts'
import { gatewayReasons } from './gateway.ts'
import type { Parameters } from './template.ts'
import { transactionReasons } from './transactions.ts'

type Explained = z.infer<typeof Explanation>
type Template = { reason: string; names: string[]; pattern: RegExp; literals: number }

const escapePattern = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The templates with the most text of their own come first: `X has expired` also fits what is said of its issuer. */
const templates: readonly Template[] = [...Object.entries(gatewayReasons), ...Object.entries(transactionReasons)]
  .map(([reason, text]) => compileTemplate(reason, text))
  .sort((a, b) => b.literals - a.literals)

function compileTemplate(reason: string, text: string): Template {
  const parts = text.split(/\{(\w+)\}/)
  const literals = parts.filter((_, i) => i % 2 === 0)
  return {
    reason,
    names: parts.filter((_, i) => i % 2 === 1),
    pattern: new RegExp(`^${literals.map(escapePattern).join('(.*?)')}$`, 's'),
    literals: literals.join('').length,
  }
}

/** Returns the reasons of a text of the gateway, or nothing when another program wrote it, such as a mediator. */
export function recogniseReasons(text: string): Explained[] {
  // The gateway joins the reasons of several credentials.
  const parts = text.split('; ').map(recogniseReason)
  const all = parts.filter((part) => part !== undefined)
  if (all.length === parts.length) return all
  const whole = recogniseReason(text)
  return whole ? [whole] : []
}

function recogniseReason(message: string): Explained | undefined {
  for (const { reason, names, pattern } of templates) {
    const found = pattern.exec(message)
    if (!found) continue
    const parameters: Parameters = Object.fromEntries(names.map((name, i) => [name, found[i + 1] ?? '']))
    return { message, reason, parameters }
  }
  return undefined
}
