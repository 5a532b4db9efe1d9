export type Values = Readonly<Record<string, string | number>>

/** Returns the message with each `{name}` replaced by the value of that name. */
export const translate = (message: string, values: Values = {}) =>
  message.replace(/\{(\w+)\}/g, (all, name: string) => `${values[name] ?? all}`)
