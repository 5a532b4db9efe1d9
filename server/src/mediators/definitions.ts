/** The rules of a mediator's configuration: which definitions make sense, and which values fit them. */
import type { ConfigDefinition, MediatorConfig, TemplateField } from '@mediary/contract/mediators'
import { type Issue, issue, plainIssue } from '@mediary/contract/problem'
import { because, type PlainReason } from '@mediary/contract/reasons'

/** A parameter or a field of a struct. */
export type Definition = TemplateField & { template?: TemplateField[] | undefined }

/** Returns what is wrong with the definitions themselves. */
export const definitionIssues = (definitions: ConfigDefinition[]): Issue[] =>
  definitions.flatMap((definition, i) => [
    ...repeatedParam(definitions, i),
    ...choiceIssues(definition, `configDefs.${i}`),
    ...templateIssues(definition, `configDefs.${i}`),
  ])

function repeatedParam(definitions: ConfigDefinition[], i: number): Issue[] {
  const { param } = definitions[i] ?? {}
  const first = definitions.findIndex((definition) => definition.param === param)
  return first === i ? [] : [issue(`configDefs.${i}.param`, 'parameter-defined-twice', { name: `${param}` })]
}

const choiceIssues = ({ type, values }: TemplateField, path: string): Issue[] =>
  type === 'option' && !values?.length ? [issue(`${path}.values`, 'option-without-values')] : []

function templateIssues({ type, template }: ConfigDefinition, path: string): Issue[] {
  if (type !== 'struct') return []
  if (!template?.length) return [issue(`${path}.template`, 'struct-without-template')]
  return template.flatMap((field, i) => [
    ...(field.type === 'struct' ? [issue(`${path}.template.${i}.type`, 'struct-in-struct')] : []),
    ...choiceIssues(field, `${path}.template.${i}`),
  ])
}

/** Returns what is wrong with the values; a parameter may be left out, but none may be unknown. */
export const configIssues = (config: MediatorConfig, definitions: ConfigDefinition[]): Issue[] =>
  Object.entries(config).flatMap(([param, value]) => {
    const definition = definitions.find((one) => one.param === param)
    return definition
      ? valueIssues(value, definition, `config.${param}`)
      : [issue(`config.${param}`, 'unknown-parameter')]
  })

function valueIssues(value: unknown, definition: Definition, path: string): Issue[] {
  if (!definition.array) return oneValueIssues(value, definition, path)
  if (!Array.isArray(value)) return [issue(path, 'must-be-list')]
  return value.flatMap((element, i) => oneValueIssues(element, definition, `${path}.${i}`))
}

function oneValueIssues(value: unknown, definition: Definition, path: string): Issue[] {
  if (definition.type === 'struct') return structIssues(value, definition, path)
  if (definition.type === 'option') return optionIssues(value, definition, path)
  const accepts = simpleTypes[definition.type]
  return !accepts || accepts.test(value) ? [] : [plainIssue(path, accepts.reason)]
}

const text = { test: (value: unknown) => typeof value === 'string', reason: because('must-be-text') }

/** The values that each type accepts. A type that is not here accepts every value. */
const simpleTypes: Record<string, { test: (value: unknown) => boolean; reason: PlainReason } | undefined> = {
  string: text,
  bigstring: text,
  password: text,
  number: { test: (value) => typeof value === 'number', reason: because('must-be-number') },
  bool: { test: (value) => typeof value === 'boolean', reason: because('must-be-boolean') },
  map: {
    test: (value) => isRecord(value) && Object.values(value).every((one) => typeof one === 'string'),
    reason: because('not-a-text-map'),
  },
}

const optionIssues = (value: unknown, { values = [] }: Definition, path: string): Issue[] =>
  typeof value === 'string' && values.includes(value)
    ? []
    : [issue(path, 'not-an-option', { options: values.join(', ') })]

// OpenHIM checks the names of a struct's fields only. A wrong value inside one would reach the mediator unseen.
function structIssues(value: unknown, { template = [] }: Definition, path: string): Issue[] {
  if (!isRecord(value)) return [issue(path, 'must-be-object')]
  return Object.entries(value).flatMap(([param, inner]) => {
    const field = template.find((one) => one.param === param)
    return field ? valueIssues(inner, field, `${path}.${param}`) : [issue(`${path}.${param}`, 'unknown-struct-field')]
  })
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
