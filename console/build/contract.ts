// Keeps the schemas of the contract out of the browser. The console needs the addresses and the constants of the contract.
// The server has checked each answer with these schemas before it sent it.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'vite'

const source = join(import.meta.dirname, '../../contract/src')
const strict = join(import.meta.dirname, '../src/lib/strict.ts')
const prefix = '@mediary/contract/'
/** The null byte keeps other plugins away from the module. */
const mark = '\0contract:'

/** Stands for the schema of an answer. It tells an answer of this API from one of another program; the server checked the rest. */
const answer = {
  id: '\0answer-of-contract',
  code: `const findKind = (data) => (Array.isArray(data) ? 'array' : typeof data)
export const answer = (kind) => ({
  safeParse: (data) => ({ success: kind ? findKind(data) === kind : data !== undefined, data }),
})`,
}

/** What the console reads of an endpoint. Of the permissions it needs to know which calls need no session, and of exports what a search finds. */
const kept = ['method', 'path', 'mediaType'] as const

type Schema = { _zod: { def: { type: string } } }

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
const isSchema = (value: unknown): value is Schema => isObject(value) && '_zod' in value
const isEndpoint = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && 'method' in value && 'path' in value && 'permission' in value
const isApi = (value: unknown): value is Record<string, Record<string, unknown>> =>
  isObject(value) && Object.values(value).length > 0 && Object.values(value).every(isEndpoint)

/** Returns whether a value is the same after a way through JSON. */
function isData(value: unknown): boolean {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return true
  if (Array.isArray(value)) return value.every(isData)
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isData)
}

/** Returns the kind of JSON that a schema takes; undefined when there are several. */
const findKind = ({ _zod }: Schema) =>
  ({ array: 'array', object: 'object', record: 'object', string: 'string' })[_zod.def.type]

function writeEndpoint(endpoint: Record<string, unknown>): string {
  const data = Object.fromEntries(kept.filter((key) => key in endpoint).map((key) => [key, endpoint[key]]))
  const { response, permission, exported } = endpoint
  if (permission === 'public') data.permission = permission
  if (isObject(exported) && exported.find) data.exported = { find: exported.find }
  const members = JSON.stringify(data).slice(1, -1)
  return isSchema(response) ? `{${members},response:answer(${JSON.stringify(findKind(response))})}` : `{${members}}`
}

const writeApi = (api: Record<string, Record<string, unknown>>) =>
  `{${Object.entries(api)
    .map(([name, endpoint]) => `${JSON.stringify(name)}:${writeEndpoint(endpoint)}`)
    .join(',')}}`

/** Writes a module with the same exports: data as data, endpoints without schemas, and the rest from where it is. */
function writeModule(file: string, exports: Record<string, unknown>): string {
  const lines = [`import { answer } from ${JSON.stringify(answer.id)}`]
  const others: string[] = []
  for (const [name, value] of Object.entries(exports)) {
    if (isApi(value)) lines.push(`export const ${name} = ${writeApi(value)}`)
    else if (isData(value)) lines.push(`export const ${name} = ${JSON.stringify(value)}`)
    else others.push(name)
  }
  if (others.length > 0) lines.push(`export { ${others.join(', ')} } from ${JSON.stringify(file)}`)
  return lines.join('\n')
}

/** The plugin of the build. Tests run with the contract itself. */
export const contractWithoutSchemas = (): Plugin => ({
  name: 'contract-without-schemas',
  enforce: 'pre',
  resolveId(id, importer) {
    if (id === answer.id) return id
    if (id.startsWith(prefix)) return mark + id.slice(prefix.length)
    return id === 'zod' && importer?.startsWith(source) ? strict : undefined
  },
  async load(id) {
    if (id === answer.id) return answer.code
    if (!id.startsWith(mark)) return undefined
    const file = join(source, `${id.slice(mark.length)}.ts`)
    const exports: Record<string, unknown> = await import(pathToFileURL(file).href)
    this.addWatchFile(file)
    return { code: writeModule(file, exports), moduleSideEffects: false }
  },
})
