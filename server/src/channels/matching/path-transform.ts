import { compilePattern } from '../../platform/patterns/pattern.ts'

/** `s/from/to` changes the first match of a pattern, `s/from/to/g` every one; `\/` is a slash. Throws PatternError. */
export function compilePathTransform(transform: string): (path: string) => string {
  const [, from = '', to = '', all] = /^s\/((?:\\.|[^\\/])+)\/((?:\\.|[^\\/])*)(?:\/(g)?)?$/.exec(transform) ?? []
  const pattern = compilePattern(unescapeSlashes(from))
  const replacement = unescapeSlashes(to)
  return (path) => pattern.replace(path, replacement, all === 'g')
}

const unescapeSlashes = (text: string) => text.replaceAll('\\/', '/')
