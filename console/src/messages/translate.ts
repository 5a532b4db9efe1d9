import type { Language } from '../lib/languages.ts'

export type Values = Readonly<Record<string, string | number>>

/**
 * Returns the message with each `{name}` replaced by the value of that name, and each `{name:form|form}` by the plural
 * form that the value takes in the language: the first is for one, the last for all others.
 */
export const translate = (message: string, values: Values = {}, language: Language = 'en') =>
  message.replace(/\{(\w+)(?::([^{}]*))?\}/g, (all, name: string, forms: string | undefined) => {
    const value = values[name]
    if (value === undefined) return all
    return forms === undefined ? String(value) : chooseForm(forms.split('|'), value, language)
  })

function chooseForm(forms: string[], value: string | number, language: Language): string {
  // A count comes written for a person, with the separators of the language.
  const count = typeof value === 'number' ? value : Number(value.replace(/\D/g, ''))
  const form = new Intl.PluralRules(language).select(count) === 'one' ? forms[0] : forms.at(-1)
  return form ?? ''
}
