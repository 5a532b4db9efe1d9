// Reads and writes documents as YAML: a strict part of it, without anchors, aliases, tags and merge keys.
import type { ConfigurationDocument } from '@mediary/contract/configuration'
import { Document, isMap, isScalar, parseAllDocuments, visit } from 'yaml'
import { CommandError } from '../platform/command-error.ts'

/** The largest document that the API takes has 1 MiB. */
const maxFileBytes = 4 * 1024 * 1024
const maxDepth = 60

export function toYaml(value: ConfigurationDocument): string {
  const document = new Document(value, { aliasDuplicateObjects: false, version: '1.2', compat: 'yaml-1.1' })
  visit(document, {
    // As a plain text this would be a merge key.
    Pair(_key, { key }) {
      if (isScalar(key) && key.value === '<<') key.type = 'QUOTE_DOUBLE'
    },
  })
  return document.toString({ lineWidth: 0, blockQuote: 'literal' })
}

/** Returns the document of a file. A file that is not such a document is refused in one sentence. */
export function fromYaml(text: string, file: string): ConfigurationDocument {
  const refuse = (why: string): never => {
    throw new CommandError(`${file}: ${why}.`)
  }
  if (Buffer.byteLength(text) > maxFileBytes) refuse(`the file is larger than ${maxFileBytes / 1024 ** 2} MiB`)
  if (findDepth(text) > maxDepth) refuse('the document is nested too deeply')
  const documents = parse(text, refuse)
  if (documents.length !== 1) refuse('a file holds one document')
  const [document] = documents
  const [error] = [...(document?.errors ?? []), ...(document?.warnings ?? [])]
  if (!document || error) return refuse(describe(error))
  visit(document, {
    Alias: () => refuse('aliases (*name) are not read here'),
    Node(_key, node) {
      if ('anchor' in node && node.anchor !== undefined) refuse('anchors (&name) are not read here')
      if (node.tag !== undefined) refuse('tags (!name) are not read here')
    },
    Pair(_key, { key }) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') refuse('merge keys (<<) are not read here')
      if (!isScalar(key) || typeof key.value !== 'string') refuse('the keys of a document are texts')
      if (isScalar(key) && key.value === '__proto__') refuse('the key __proto__ is not read here')
    },
  })
  if (!isMap(document.contents)) return refuse('the document is no list of fields with their values')
  return document.toJS({ maxAliasCount: 0 })
}

function parse(text: string, refuse: (why: string) => never) {
  try {
    const documents = parseAllDocuments(text, { uniqueKeys: true, version: '1.2', schema: 'core', prettyErrors: true })
    return Array.isArray(documents) ? documents : refuse('the file is empty')
  } catch (error) {
    if (error instanceof CommandError) throw error
    return refuse('the file is no YAML')
  }
}

/** The first line of an error says where it is; those below repeat the text, which may be secret. */
const describe = (error: Error | undefined) =>
  `the file is no YAML that is read here (${(error?.message ?? '').split('\n')[0]?.replace(/:$/, '') ?? ''})`

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
