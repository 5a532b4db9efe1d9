// Finds coined words in names and in prose.
import { basename } from 'node:path'
import ts from 'typescript'
import { allowedNames, type Term, terms } from './coined-terms.ts'
import { type Declared, listDeclarations } from './declarations.ts'
import type { Finding } from './finding.ts'
import { lineAt, type Page, type Project, type SourceFile } from './project.ts'

/** These files list the words, and old migrations keep the names that the store once had. */
const isExempt = ({ path }: SourceFile) => path.startsWith('scripts/measure/') || path.startsWith('server/migrations/')

export function findCoinedNames({ files }: Project): Finding[] {
  return files.filter((file) => !isExempt(file)).flatMap(coinedNamesIn)
}

export function findCoinedProse({ files, pages }: Project): Finding[] {
  return [...files.filter((file) => !isExempt(file)).flatMap(coinedTextsIn), ...pages.flatMap(coinedLinesIn)]
}

/** Finds functions such as `viewOf`: a function is verb and noun, as in `toView`. */
export function findFunctionsWithoutVerb({ files }: Project): Finding[] {
  return files.flatMap((file) =>
    listDeclarations(file)
      .filter(({ name, isFunction }) => isFunction && /[a-z]Of$/.test(name))
      .map(({ name, line }) => ({ file: file.path, line, text: name })),
  )
}

const selectTerms = (path: string) => terms.filter(({ within }) => !within || within.test(path))

function coinedNamesIn(file: SourceFile): Finding[] {
  const applicable = selectTerms(file.path)
  const stem = basename(file.path).replace(/(\.test)?\.\w+$/, '')
  const fileAsName = { name: toCamelCase(stem), line: 1, isFunction: false, isMember: false }
  const ofFile = applicable
    .filter((term) => term.files?.includes(stem) || isCoined(fileAsName, term))
    .map(({ write }) => ({ line: 1, text: `file name ${stem}: write ${write}` }))
  const ofNames = listDeclarations(file).flatMap((declared) =>
    applicable
      .filter((term) => isCoined(declared, term))
      .map(({ write }) => ({ line: declared.line, text: `${declared.name}: write ${write}` })),
  )
  return [...ofFile, ...ofNames].map((found) => ({ file: file.path, ...found }))
}

const toCamelCase = (stem: string) => stem.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

function isCoined({ name, isMember }: Declared, { words, names, members, pattern }: Term): boolean {
  if (allowedNames.has(name)) return false
  if (names?.includes(name) || pattern?.test(name)) return true
  if (isMember && members?.includes(name)) return true
  return words !== undefined && splitWords(name).some((word) => words.includes(word))
}

/** Returns the words of a name in camelCase, PascalCase or snake_case. */
const splitWords = (name: string) =>
  (name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? []).map((word) => word.toLowerCase())

function coinedTextsIn(file: SourceFile): Finding[] {
  return [...listComments(file), ...listTexts(file)].flatMap(({ start, text }) =>
    proseFindings(file.path, lineAt(file.tree, start), text),
  )
}

function coinedLinesIn({ path, text }: Page): Finding[] {
  return proseFindings(path, 1, text)
}

function proseFindings(file: string, firstLine: number, text: string): Finding[] {
  const applicable = selectTerms(file).filter(({ prose }) => prose?.test(text))
  if (!applicable.length) return []
  return text.split('\n').flatMap((line, index) =>
    applicable.flatMap(({ prose, write }) => {
      const [found] = prose?.exec(line) ?? []
      return found === undefined ? [] : [{ file, line: firstLine + index, text: `"${found}": write ${write}` }]
    }),
  )
}

type Text = { start: number; text: string }

function listComments({ text, nodes }: SourceFile): Text[] {
  const starts = new Set(nodes.map((node) => node.getFullStart()))
  const ranges = [...starts].flatMap((start) => ts.getLeadingCommentRanges(text, start) ?? [])
  const byStart = new Map(ranges.map(({ pos, end }) => [pos, { start: pos, text: text.slice(pos, end) }]))
  return [...byStart.values()]
}

/** Returns the texts with a space in them, which people read: messages, descriptions, test titles. */
function listTexts({ path, nodes }: SourceFile): Text[] {
  if (!/^(contract|console|server)\//.test(path)) return []
  return nodes
    .filter((node) => ts.isStringLiteralLike(node) || ts.isJsxText(node) || ts.isTemplateExpression(node))
    .map((node) => ({ start: node.getStart(), text: node.getText() }))
    .filter(({ text }) => /\w \w/.test(text))
}
