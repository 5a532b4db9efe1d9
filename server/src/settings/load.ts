import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseDocument } from '@mediary/contract/api/parse-document'
import type { Issue } from '@mediary/contract/problem'
import { parse as parseYaml } from 'yaml'
import { nearest } from '../platform/nearest.ts'
import { environmentName, isWithoutEffect, listSettings, openHimName, type Setting } from './names.ts'
import { readPort } from './port.ts'
import { contradictions, keyText } from './problems.ts'
import { Settings } from './settings.ts'

/** `sources`: by which name each setting that was given was given. */
type Loaded = { settings: Settings; sources: Record<string, string>; notes: string[] } | { problems: string[] }
type Environment = Record<string, string | undefined>
/** A value, the name by which the person who set it knows it, and the file it stands in. */
type Given = Map<string, { value: unknown; name: string; file?: string }>
type Sources = { env: Environment; file?: string | undefined; workingFolder: string }

/** Reads `mediary.yaml`, then the environment; the environment wins. All problems are found at once. */
export function loadConfig({ env, file, workingFolder }: Sources): Loaded {
  const known = listSettings(Settings)
  const given: Given = new Map()
  const problems = [
    ...readFile({ env, file, workingFolder }, known, given),
    ...known.flatMap((setting) => readEnvironment(setting, env, given)),
    ...unknownNames(env, known),
    ...readKey(given, workingFolder),
  ]
  const findName = (path: string) => given.get(path)?.name ?? path
  const { data, issues } = parseDocument(Settings, nested(given))
  if (issues) return { problems: [...problems, ...issues.map((issue) => sentence(issue, findName))] }
  const all = [...problems, ...contradictions(data, findName)]
  if (all.length) return { problems: all }
  const sources = [...given].map(([path, { name, file }]) => [path, file ? `${name} in ${file}` : name] as const)
  return { settings: data, sources: Object.fromEntries(sources), notes: notesOn(env) }
}

function readFile({ env, file, workingFolder }: Sources, known: Setting[], given: Given): string[] {
  const places = ['mediary.yaml', join(env.MEDIARY_DATA || './data', 'mediary.yaml')]
  const path = file
    ? resolve(workingFolder, file)
    : places.map((place) => resolve(workingFolder, place)).find((place) => existsSync(place))
  if (path === undefined) return []
  try {
    return readDocument(parseYaml(readFileSync(path, 'utf8')), path, known, given)
  } catch (error) {
    return [`${path}: cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : error}`]
  }
}

function readDocument(document: unknown, file: string, known: Setting[], given: Given): string[] {
  if (document === null) return []
  if (typeof document !== 'object' || Array.isArray(document))
    return [`${file}: must hold settings such as "workers: 2"`]
  const paths = known.map((setting) => setting.path)
  return leaves(document).flatMap(([path, value]) => {
    const isGroup = paths.some((one) => one.startsWith(`${path}.`))
    // A key without a value is one that somebody has commented out below it, or has not filled in yet.
    if (value === null && (isGroup || paths.includes(path))) return []
    if (isGroup)
      return typeof value === 'object' && !Array.isArray(value)
        ? []
        : [`${path}: is a group of settings, not one of them`]
    if (!paths.includes(path)) return [unknownSetting(path, paths)]
    given.set(path, { value: readPort(path, value), name: path, file })
    return []
  })
}

const leaves = (node: unknown, path: string[] = []): [string, unknown][] =>
  typeof node === 'object' && node !== null && !Array.isArray(node) && Object.keys(node).length
    ? Object.entries(node).flatMap(([key, value]) => leaves(value, [...path, key]))
    : [[path.join('.'), node]]

/** OpenHIM's name, ours, or either with `_FILE`, which names a file that holds the value. An empty one says nothing. */
function readEnvironment(setting: Setting, env: Environment, given: Given): string[] {
  return [openHimName(setting), environmentName(setting)].flatMap((name) => {
    if (name === undefined) return []
    const file = env[`${name}_FILE`]
    if (env[name] && file) return [`${name}: is given twice, by itself and by ${name}_FILE`]
    if (env[name]) given.set(setting.path, { value: typed(env[name], setting), name })
    if (!file) return []
    try {
      const text = readFileSync(file, 'utf8').replace(/\r?\n$/, '')
      given.set(setting.path, { value: typed(text, setting), name: `${name}_FILE` })
      return []
    } catch {
      return [`${name}_FILE: the file ${file} cannot be read`]
    }
  })
}

/** The environment knows only text. What cannot be read as the setting's type stays text, and is refused as such. */
function typed(text: string, { kind, path }: Setting): unknown {
  if (readPort(path, text) === 0) return 0
  if (kind === 'number' || (kind === 'number-or-list' && /^\d+$/.test(text.trim())))
    return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
  if (kind === 'boolean')
    return /^(true|yes|on|1)$/i.test(text) ? true : /^(false|no|off|0)$/i.test(text) ? false : text
  return kind === 'text' ? text : list(text)
}

function list(text: string): unknown {
  const items = () =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean)
  if (!text.trim().startsWith('[')) return items()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A key may be given as the path of a file that holds it. */
function readKey(given: Given, workingFolder: string): string[] {
  const path = 'authentication.jwt.secretOrPublicKey'
  const key = given.get(path)
  if (typeof key?.value !== 'string') return []
  const text = keyText(key.value, workingFolder)
  if (text === undefined) {
    given.delete(path)
    return [`${key.name}: begins or ends like the path of a file, but there is none that can be read`]
  }
  given.set(path, { ...key, value: text })
  return []
}

type Nested = { [key: string]: unknown }

function nested(given: Given): Nested {
  const root: Nested = {}
  for (const [path, { value }] of given) place(root, path.split('.'), value)
  return root
}

function place(node: Nested, [key = '', ...rest]: string[], value: unknown) {
  if (!rest.length) {
    node[key] = value
    return
  }
  const child: Nested = { ...Object(node[key]) }
  node[key] = child
  place(child, rest, value)
}

const sentence = ({ path, message }: Issue, findName: (path: string) => string) => {
  // An entry of a list is wrong, but only the list has a name.
  const keys = path.split('.').filter((key) => !/^\d+$/.test(key))
  return `${findName(keys.join('.'))}: ${message}`
}

const unknownSetting = (name: string, names: string[]) =>
  `${name}: is not a setting; the nearest one is ${nearest(name.replace(/_FILE$/, ''), names)?.name}`

/** A name that starts like ours is meant for us; one that starts like OpenHIM's is when it is nearly one of those we know. */
function unknownNames(env: Environment, known: Setting[]): string[] {
  const ours = known.map(environmentName)
  const theirs = known.map(openHimName).filter((name) => name !== undefined)
  return Object.keys(env).flatMap((name) => {
    const bare = name.replace(/_FILE$/, '')
    if (ours.includes(bare) || theirs.includes(bare) || isWithoutEffect(name)) return []
    if (name.startsWith('MEDIARY_')) return [unknownSetting(name, ours)]
    const near = /^[a-zA-Z]+_[a-zA-Z_]+$/.test(bare) && !/^[A-Z_]+$/.test(bare) ? nearest(bare, theirs) : undefined
    return near && near.distance <= 2 ? [unknownSetting(name, theirs)] : []
  })
}

const notesOn = (env: Environment) =>
  Object.keys(env)
    .filter(isWithoutEffect)
    .map((name) => `${name} is a setting of OpenHIM that has no effect here`)
