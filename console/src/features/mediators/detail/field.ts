import type { ConfigDefinition, TemplateField } from '@mediary/contract/mediators'

export type Definition = TemplateField & Partial<Pick<ConfigDefinition, 'template'>>

/** A value of the configuration of a mediator in the form. `path` is that of the issues of the server. */
export type FieldProps = {
  definition: Definition
  value: unknown
  path: string
  disabled: boolean
  change: (value: unknown) => void
  findIssue: (path: string) => string | undefined
}

/** Returns the label, the description and the error of a control. */
export const describeField = ({ definition, path, disabled, findIssue }: FieldProps) => ({
  label: definition.displayName || definition.param,
  description: definition.description,
  error: findIssue(path),
  disabled,
})
