// Parses documents by the schemas of the contract, and explains what they refuse by the catalogue of reasons.

import type { z } from 'zod'
import { type Issue, issue, plainIssue } from '../problem.ts'
import { describeReason, isProblemReason, type PlainReason } from '../reasons.ts'

type Parsed<S extends z.ZodType> = { data: z.output<S>; issues?: undefined } | { data?: undefined; issues: Issue[] }

/** Returns the parsed document, or its errors. */
export function parseDocument<S extends z.ZodType>(schema: S, document: unknown): Parsed<S> {
  // The empty message marks an issue for which the schema has no words of its own.
  const parsed = schema.safeParse(document, { reportInput: true, error: () => '' })
  return parsed.success ? { data: parsed.data } : { issues: parsed.error.issues.flatMap(toIssues) }
}

function toIssues(refused: z.core.$ZodIssue): Issue[] {
  const path = refused.path.map(String).join('.')
  if (refused.message) return [wordedIssue(path, refused.message)]
  if (refused.code === 'unrecognized_keys')
    return refused.keys.map((key) => issue(path ? `${path}.${key}` : key, 'unknown-field'))
  return [unwordedIssue(path, refused)]
}

/** Schemas of the contract name a reason in place of a message; the settings have messages in English. */
const wordedIssue = (path: string, message: string): Issue =>
  isProblemReason(message)
    ? { path, message: describeReason(message), reason: message, parameters: {} }
    : { ...issue(path, 'invalid'), message }

function unwordedIssue(path: string, refused: z.core.$ZodIssue): Issue {
  switch (refused.code) {
    case 'invalid_type':
      return typeIssue(path, refused)
    case 'too_small':
      return tooSmall(path, refused)
    case 'too_big':
      return tooBig(path, refused)
    case 'invalid_value':
      if (refused.input === undefined) return issue(path, 'required')
      return issue(path, 'not-one-of', { values: refused.values.map(String).join(', ') })
    case 'invalid_format':
      return formatIssue(path, refused.format)
    case 'not_multiple_of':
      return issue(path, 'not-a-multiple', { divisor: refused.divisor })
    case 'invalid_union':
      return issue(path, refused.input === undefined ? 'required' : 'no-accepted-form')
    case 'custom':
    case 'invalid_element':
    case 'invalid_key':
    case 'unrecognized_keys':
      return issue(path, 'invalid')
  }
}

const typeReasons: Record<string, PlainReason> = {
  string: 'must-be-text',
  number: 'must-be-number',
  int: 'must-be-whole-number',
  boolean: 'must-be-boolean',
  array: 'must-be-list',
  object: 'must-be-object',
  record: 'must-be-object',
  date: 'must-be-date',
}

function typeIssue(path: string, { input, expected }: z.core.$ZodIssueInvalidType) {
  if (input === undefined) return issue(path, 'required')
  const reason = typeReasons[expected]
  return reason ? plainIssue(path, reason) : issue(path, 'wrong-type', { expected })
}

const formatReasons: Record<string, PlainReason> = {
  datetime: 'must-be-instant',
  date: 'must-be-date',
  url: 'must-be-url',
  email: 'must-be-email',
  ipv4: 'must-be-ip-address',
  ipv6: 'must-be-ip-address',
}

function formatIssue(path: string, format: string) {
  const reason = formatReasons[format]
  return reason ? plainIssue(path, reason) : issue(path, 'wrong-format', { format })
}

function tooSmall(path: string, { origin, minimum }: z.core.$ZodIssueTooSmall) {
  const min = Number(minimum)
  if (origin === 'string') return min === 1 ? issue(path, 'empty') : issue(path, 'too-short', { min })
  if (origin === 'array' || origin === 'set') return issue(path, 'too-few', { min })
  return issue(path, 'too-small', { min })
}

function tooBig(path: string, { origin, maximum }: z.core.$ZodIssueTooBig) {
  const max = Number(maximum)
  if (origin === 'string') return issue(path, 'too-long', { max })
  if (origin === 'array' || origin === 'set') return issue(path, 'too-many', { max })
  return issue(path, 'too-big', { max })
}
