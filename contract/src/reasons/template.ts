/** The values that a message needs, by the names in its template. */
export type Parameters = Record<string, string | number>

type NamesIn<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

/** The parameters of one template: `{name}` in the text asks for `name`. */
export type ParametersOf<Template extends string> = Record<NamesIn<Template>, string | number>

/** Fills in the parameters of a template. A name without a value stays as it is. */
export const fillTemplate = (template: string, parameters: Parameters): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : whole,
  )
