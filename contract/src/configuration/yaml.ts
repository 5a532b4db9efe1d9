// Reads a document of the configuration as YAML: a strict part of it, without anchors, aliases, tags and merge keys.
import { isMap, isScalar, parseAllDocuments, visit } from 'yaml'
import type { ConfigurationDocument } from '../configuration.ts'
import { type Issue, issue, plainIssue } from '../problem.ts'
import type { PlainReason } from '../reasons.ts'

/** Thrown for a file that cannot be read. The path of the issue is the name of the file. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError'
  readonly issue: Issue

  constructor(cause: Issue) {
    super(cause.message)
    this.issue = cause
  }
}

/** The largest document that the API takes has 1 MiB. */
const maxFileMiB = 4
const maxDepth = 60

/** Returns the document of a file. */
export function readYaml(text: string, file: string): ConfigurationDocument {
  const refuse = (reason: PlainReason): never => {
    throw new UnreadableFileError(plainIssue(file, reason))
  }
  if (new TextEncoder().encode(text).length > maxFileMiB * 1024 ** 2)
    throw new UnreadableFileError(issue(file, 'yaml-too-large', { size: maxFileMiB }))
  if (findDepth(text) > maxDepth) refuse('yaml-too-deep')
  const documents = parse(text, file)
  if (documents.length !== 1) refuse('yaml-one-document')
  const [document] = documents
  const [error] = [...(document?.errors ?? []), ...(document?.warnings ?? [])]
  if (!document || error) throw new UnreadableFileError(issue(file, 'yaml-not-read', { detail: describe(error) }))
  visit(document, {
    Alias: () => refuse('yaml-references'),
    Node(_key, node) {
      if (('anchor' in node && node.anchor !== undefined) || node.tag !== undefined) refuse('yaml-references')
    },
    Pair(_key, { key }) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') refuse('yaml-references')
      if (!isScalar(key) || typeof key.value !== 'string' || key.value === '__proto__') refuse('yaml-keys')
    },
  })
  if (!isMap(document.contents)) refuse('yaml-fields')
  return document.toJS({ maxAliasCount: 0 })
}

function parse(text: string, file: string) {
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: true, version: '1.2', schema: 'core', prettyErrors: true })
    // A file without any document.
    return Array.isArray(documents) ? documents : []
  } catch {
    throw new UnreadableFileError(issue(file, 'yaml-not-read', { detail: '' }))
  }
}

/** The first line of an error says where it is; those below repeat the text, which may be secret. */
const describe = (error: Error | undefined) => (error?.message ?? '').split('\n')[0]?.replace(/:$/, '') ?? ''

/** Counts how deep brackets and indents go, before a parser works on them. Brackets in texts count as well. */
function findDepth(text: string): number {
  let [depth, deepest] = [0, 0]
  for (const character of text.match(/[[\]{}\n]/g) ?? []) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth)
    else if (character === '\n') depth = 0
    else depth = Math.max(0, depth - 1)
  }
  const indent = Math.max(0, ...(text.match(/^(?: |- )+/gm) ?? []).map(({ length }) => length))
  return Math.max(deepest, indent / 2)
}
