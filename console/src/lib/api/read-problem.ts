// Makes errors of the problem documents that the server answers, worded in the language of the console.

import { type Issue, type Problem, type ProblemCode, problemStatus } from '@mediary/contract/problem'
import { createStore } from '../store.ts'
import { ApiProblem, type Explained } from './problem.ts'

type Explain = (explained: Explained) => string

/** Loads the function that words explanations. Until the console has set it, the English texts of the server count. */
export const explanations = createStore<() => Promise<Explain>>(
  async () =>
    ({ message }) =>
      message,
)

/** Returns the error for an answer that is no success. */
export async function readProblem(status: number, headers: Headers, text: string): Promise<ApiProblem> {
  const problem = parseJson(text)
  if (isProblemDocument(problem)) return translateProblem(problem)
  // A reverse proxy answers with HTML pages of its own. Their markup tells a person nothing.
  const isMarkup = /^\s*[<{[]/.test(text) || headers.get('content-type')?.includes('html')
  const sentence = isMarkup ? '' : text.slice(0, 500)
  return new ApiProblem({ status, code: findCode(status), message: sentence || `HTTP ${status}` })
}

/** Returns the error for a document that does not fit its schema, as the server would have answered it. */
export const refuseDocument = (issues: readonly Issue[]): Promise<ApiProblem> =>
  translateProblem({
    status: problemStatus['invalid-request'],
    code: 'invalid-request',
    detail: '',
    reason: 'invalid-document',
    parameters: { count: issues.length },
    issues,
  })

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isExplanation = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && typeof value.reason === 'string' && isObject(value.parameters)
const isIssue = (value: unknown) =>
  isExplanation(value) && typeof value.path === 'string' && typeof value.message === 'string'

/** Returns whether a program of ours answered. Written by hand: the schemas of the contract stay out of the first view. */
const isProblemDocument = (value: unknown): value is Problem =>
  isExplanation(value) &&
  typeof value.code === 'string' &&
  Object.hasOwn(problemStatus, value.code) &&
  typeof value.status === 'number' &&
  typeof value.detail === 'string' &&
  (value.issues === undefined || (Array.isArray(value.issues) && value.issues.every(isIssue)))

type Refused = Pick<Problem, 'status' | 'code' | 'detail' | 'reason' | 'parameters'> & {
  issues?: readonly Issue[] | undefined
}

async function translateProblem({ status, code, detail, reason, parameters, issues = [] }: Refused) {
  const explain = await explanations.get()()
  const translated = issues.map((issue) => ({ ...issue, message: explain(issue) }))
  // Such a problem says no more than its issues do.
  const message = translated.length > 0 ? listIssues(translated) : explain({ message: detail, reason, parameters })
  return new ApiProblem({ status, code, reason, parameters, message, issues: translated })
}

const listIssues = (issues: readonly Issue[]) =>
  issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' · ')

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const findCode = (status: number): ProblemCode => {
  const codes = Object.keys(problemStatus).filter((code): code is ProblemCode => Object.hasOwn(problemStatus, code))
  return codes.find((code) => problemStatus[code] === status) ?? 'internal'
}
