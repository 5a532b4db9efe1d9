// Reads and writes documents as YAML.
import type { ConfigurationDocument } from '@mediary/contract/configuration'
import { readYaml, UnreadableFileError } from '@mediary/contract/configuration/yaml'
import { Document, isScalar, visit } from 'yaml'
import { CommandError } from '../platform/command-error.ts'

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
export const fromYaml = (text: string, file: string): ConfigurationDocument =>
  inOneSentence(
    () => readYaml(text, file),
    (path) => path,
  )

/** Refuses a file that cannot be read in one sentence. `toPath`: returns the path by which the caller knows a file. */
export function inOneSentence<T>(read: () => T, toPath: (file: string) => string): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof UnreadableFileError)) throw error
    throw new CommandError(`${toPath(error.issue.path)}: ${error.message}.`)
  }
}
