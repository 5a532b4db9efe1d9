// Reads the configuration that a person chose or pasted: the folder of `mediary export`, or one file with everything.
import { ConfigurationDocuments, configurationFormat } from '@mediary/contract/configuration'
import { indexFile, isObjectFile, readFiles } from '@mediary/contract/configuration/files'
import { readYaml, UnreadableFileError } from '@mediary/contract/configuration/yaml'
import { issue } from '@mediary/contract/problem'
import { z } from 'zod'

const Whole = z.object({ format: z.literal(configurationFormat), documents: ConfigurationDocuments })

/** Returns the documents of one file, or of the files of a folder. */
export async function readChosen(files: readonly File[]): Promise<ConfigurationDocuments> {
  const [file] = files
  if (files.length === 1 && file && file.webkitRelativePath === '') return readText(await file.text(), file.name)
  const texts = new Map<string, string>()
  for (const one of files) {
    // The first folder is the chosen one itself.
    const path = one.webkitRelativePath.split('/').slice(1).join('/')
    if (path === indexFile || isObjectFile(path)) texts.set(path, await one.text())
  }
  return readFiles(texts)
}

/** Returns the documents of a text: what GET /configuration answers, as JSON or YAML. */
export function readText(text: string, name: string): ConfigurationDocuments {
  const parsed = Whole.safeParse(text.trimStart().startsWith('{') ? readJson(text, name) : readYaml(text, name))
  if (!parsed.success) throw new UnreadableFileError(issue(name, 'configuration-other-shape'))
  return parsed.data.documents
}

function readJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UnreadableFileError(issue(name, 'yaml-not-read', { detail: 'JSON' }))
  }
}

const reference = /^\$\{((?:env|file):[^{}\s]{1,400})\}$/

/** Lists the references in documents, without their braces. */
export function listReferences(value: unknown): string[] {
  if (typeof value === 'string') return reference.exec(value)?.slice(1) ?? []
  if (typeof value !== 'object' || value === null) return []
  return [...new Set(Object.values(value).flatMap(listReferences))].toSorted()
}
