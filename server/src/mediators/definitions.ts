/** The rules of a mediator's configuration: which definitions make sense, and which values fit them. */
import type { ConfigDefinition, MediatorConfig, TemplateField } from '@mediary/contract/mediators'

export type Issue = { path: string; message: string }

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
  return first === i ? [] : [{ path: `configDefs.${i}.param`, message: `"${param}" is defined twice` }]
}

const choiceIssues = ({ type, values }: TemplateField, path: string): Issue[] =>
  type === 'option' && !values?.length
    ? [{ path: `${path}.values`, message: 'an option needs the values to choose from' }]
    : []

function templateIssues({ type, template }: ConfigDefinition, path: string): Issue[] {
  if (type !== 'struct') return []
  if (!template?.length) return [{ path: `${path}.template`, message: 'a struct needs a template' }]
  return template.flatMap((field, i) => [
    ...(field.type === 'struct'
      ? [{ path: `${path}.template.${i}.type`, message: 'a struct cannot contain another struct' }]
      : []),
    ...choiceIssues(field, `${path}.template.${i}`),
  ])
}

/** Returns what is wrong with the values; a parameter may be left out, but none may be unknown. */
export const configIssues = (config: MediatorConfig, definitions: ConfigDefinition[]): Issue[] =>
  Object.entries(config).flatMap(([param, value]) => {
    const definition = definitions.find((one) => one.param === param)
    return definition
      ? valueIssues(value, definition, `config.${param}`)
      : [{ path: `config.${param}`, message: 'the mediator defines no such parameter' }]
  })

function valueIssues(value: unknown, definition: Definition, path: string): Issue[] {
  if (!definition.array) return oneValueIssues(value, definition, path)
  if (!Array.isArray(value)) return [{ path, message: 'must be a list' }]
  return value.flatMap((element, i) => oneValueIssues(element, definition, `${path}.${i}`))
}

function oneValueIssues(value: unknown, definition: Definition, path: string): Issue[] {
  if (definition.type === 'struct') return structIssues(value, definition, path)
  const message = simpleValueProblem(value, definition)
  return message === undefined ? [] : [{ path, message }]
}

/** Returns what is wrong with a value that has no parts, or undefined. A type that nobody knows accepts every value. */
function simpleValueProblem(value: unknown, { type, values = [] }: TemplateField): string | undefined {
  const isText = typeof value === 'string'
  switch (type) {
    case 'string':
    case 'bigstring':
    case 'password':
      return isText ? undefined : 'must be a text'
    case 'number':
      return typeof value === 'number' ? undefined : 'must be a number'
    case 'bool':
      return typeof value === 'boolean' ? undefined : 'must be true or false'
    case 'option':
      return isText && values.includes(value) ? undefined : `must be one of: ${values.join(', ')}`
    case 'map':
      return isRecord(value) && Object.values(value).every((one) => typeof one === 'string')
        ? undefined
        : 'must be an object whose values are texts'
    default:
      return undefined
  }
}

// OpenHIM checks the names of a struct's fields only. A wrong value inside one would reach the mediator unseen.
function structIssues(value: unknown, { template = [] }: Definition, path: string): Issue[] {
  if (!isRecord(value)) return [{ path, message: 'must be an object' }]
  return Object.entries(value).flatMap(([param, inner]) => {
    const field = template.find((one) => one.param === param)
    return field
      ? valueIssues(inner, field, `${path}.${param}`)
      : [{ path: `${path}.${param}`, message: 'the template has no such field' }]
  })
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
