// Reads the configuration from the files of a folder: one folder for each kind, one file for each object.
import { z } from 'zod'
import {
  type ConfigurationDocuments,
  type ConfigurationKindName,
  configurationFormat,
  configurationKinds,
} from '../configuration.ts'
import { issue } from '../problem.ts'
import { readYaml, UnreadableFileError } from './yaml.ts'

/** The file that lists the kinds of objects about which a folder decides. */
export const indexFile = 'configuration.yaml'
const maxFiles = 20_000
const maxMiB = 64

const Index = z.strictObject({
  format: z.literal(configurationFormat),
  covers: z.array(z.enum(configurationKinds)),
})

/** Returns the documents of a folder, by the texts of its files. Files of other kinds of objects are refused: a mistyped name would remove objects. */
export function readFiles(files: ReadonlyMap<string, string>): ConfigurationDocuments {
  const index = files.get(indexFile)
  if (index === undefined) throw new UnreadableFileError(issue(indexFile, 'folder-without-index'))
  const parsed = Index.safeParse(readYaml(index, indexFile))
  if (!parsed.success)
    throw new UnreadableFileError(issue(indexFile, 'folder-other-index', { kinds: configurationKinds.join(', ') }))
  const paths = [...files.keys()].filter(isObjectFile).toSorted()
  const size = paths.reduce((sum, path) => sum + (files.get(path)?.length ?? 0), 0)
  if (paths.length > maxFiles || size > maxMiB * 1024 ** 2)
    throw new UnreadableFileError(issue('', 'folder-too-large', { files: maxFiles, size: maxMiB }))
  const documents: ConfigurationDocuments = Object.fromEntries(parsed.data.covers.map((kind) => [kind, []]))
  for (const path of paths) {
    const list = documents[findKind(path)]
    if (!list) throw new UnreadableFileError(issue(path, 'folder-not-covered'))
    list.push(readYaml(files.get(path) ?? '', path))
  }
  return documents
}

/** Other files beside the folders, and folders that begin with a dot, belong to somebody else. */
export const isObjectFile = (path: string) => path.includes('/') && !path.startsWith('.')

function findKind(path: string): ConfigurationKindName {
  const [folder, ...rest] = path.split('/')
  const kind = configurationKinds.find((one) => one === folder)
  if (!kind) throw new UnreadableFileError(issue(path, 'folder-unknown-kind'))
  if (rest.length !== 1 || !path.endsWith('.yaml')) throw new UnreadableFileError(issue(path, 'folder-other-file'))
  return kind
}
