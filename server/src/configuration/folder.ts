// The configuration as a folder of files: one folder for each kind, one file for each object, in a stable order.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ConfigurationDocument,
  type ConfigurationDocuments,
  type ConfigurationKindName,
  configurationFormat,
  configurationKinds,
} from '@mediary/contract/configuration'
import { indexFile, readFiles } from '@mediary/contract/configuration/files'
import { CommandError } from '../platform/command-error.ts'
import { inOneSentence, toYaml } from './yaml.ts'

const intro = `# The configuration of Mediary, one file for each object. \`covers\` lists the kinds of objects that these files decide
# about: an object of such a kind that has no file is removed. Objects of other kinds stay as they are.
`
/** More is not read into memory. */
const maxBytes = 64 * 1024 * 1024

/** Returns the name of the file of an object. Names that a file system could confuse end with a digest of them. */
function nameFile(name: string, id: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9._@-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 100)
  if (slug === name && slug !== '') return `${slug}.yaml`
  return `${slug}~${createHash('sha256').update(`${name}\n${id}`).digest('hex').slice(0, 8)}.yaml`
}

const nameFields = {
  apps: 'name',
  certificates: 'fingerprint',
  channels: 'name',
  clients: 'clientID',
  'contact-groups': 'group',
  mediators: 'urn',
  'notice-settings': undefined,
  roles: 'name',
  settings: undefined,
  'token-issuers': 'name',
  'user-roles': 'name',
  users: 'email',
  visualizers: 'name',
} as const satisfies Record<ConfigurationKindName, string | undefined>

const readName = (kind: ConfigurationKindName, document: ConfigurationDocument) => {
  const field = nameFields[kind]
  const name = field === undefined ? (kind === 'settings' ? 'authentication' : 'notices') : `${document[field]}`
  return kind === 'certificates' ? `${document.purpose}-${name.replaceAll(':', '').slice(0, 16).toLowerCase()}` : name
}

/** Returns the text of each file, by its path. */
export function toFiles(documents: ConfigurationDocuments): Map<string, string> {
  const covers = configurationKinds.filter((kind) => documents[kind])
  const files = new Map([[indexFile, `${intro}${toYaml({ format: configurationFormat, covers })}`]])
  for (const kind of covers)
    for (const document of documents[kind] ?? []) {
      const name = nameFile(readName(kind, document), `${document._id}`)
      files.set(`${kind}/${name}`, toYaml(document))
    }
  return files
}

/** Writes the files, and removes those of an earlier export that are gone. Other files in the folder stay. */
export function writeFolder(folder: string, documents: ConfigurationDocuments): number {
  const isEmpty = !existsSync(folder) || readdirSync(folder).every((name) => name.startsWith('.'))
  if (!isEmpty && !existsSync(join(folder, indexFile)))
    throw new CommandError(
      `${folder} is not empty and has no ${indexFile}: name a new folder, or that of an earlier export.`,
    )
  const files = toFiles(documents)
  for (const path of isEmpty ? [] : listFiles(folder)) if (!files.has(path)) rmSync(join(folder, path))
  for (const kind of configurationKinds) if (documents[kind]?.length) mkdirSync(join(folder, kind), { recursive: true })
  mkdirSync(folder, { recursive: true })
  // The files hold verifiers of passwords: only their owner reads them.
  for (const [path, text] of files) writeFileSync(join(folder, path), text, { mode: 0o600 })
  return files.size - 1
}

/** Returns the documents of a folder. */
export function readFolder(folder: string): ConfigurationDocuments {
  if (!existsSync(join(folder, indexFile)))
    throw new CommandError(`${folder} has no ${indexFile}: it is no folder that mediary export has made.`)
  const paths = [indexFile, ...listFiles(folder)]
  const size = paths.map((path) => statSync(join(folder, path)).size).reduce((sum, one) => sum + one, 0)
  if (size > maxBytes) throw new CommandError(`The files of ${folder} have more than ${maxBytes / 1024 ** 2} MiB.`)
  const files = new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
  return inOneSentence(
    () => readFiles(files),
    (path) => join(folder, path),
  )
}

/** Lists the files of all kinds, sorted. A folder that no kind has is refused: a mistyped name would remove objects. */
function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .flatMap(({ name }) => {
      if (!configurationKinds.some((kind) => kind === name))
        throw new CommandError(`${join(folder, name)}: there is no kind of objects with this name.`)
      return readdirSync(join(folder, name)).map((file) => listOne(folder, `${name}/${file}`))
    })
    .toSorted()
}

function listOne(folder: string, path: string): string {
  if (!path.endsWith('.yaml') || !statSync(join(folder, path)).isFile())
    throw new CommandError(`${join(folder, path)}: the files of objects end with .yaml.`)
  return path
}
