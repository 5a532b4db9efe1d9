import type { z } from 'zod'

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  date: 'a date',
}

const units: Record<string, string> = { string: ' characters', array: ' entries' }

/** What is wrong with a value, for a person, where the schema does not say it in words of its own. */
export function inPlainWords(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${kinds[issue.expected] ?? issue.expected}`
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty'
      return `must ${verb(issue.origin)} ${issue.minimum}${units[issue.origin] ?? ''} or more`
    case 'too_big':
      return `must ${verb(issue.origin)} ${issue.maximum}${units[issue.origin] ?? ''} or fewer`
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${issue.values.map(String).join(' or ')}`
    case 'unrecognized_keys':
      return `is not known here: ${issue.keys.join(', ')}`
    case 'invalid_format':
      return 'has a form that is not understood'
    case 'not_multiple_of':
    case 'invalid_union':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return undefined
  }
}

const verb = (origin: string) => (origin in units ? 'have' : 'be')
