/** Passwords inside a mediator's configuration and its offers: shown as a mask, and put back when the mask is sent. */
import { type ConfigDefinition, type MediatorConfig, maskedPassword } from '@mediary/contract/mediators'
import { type Issue, issue } from '@mediary/contract/problem'
import { type Definition, isRecord } from './definitions.ts'

type Visit = (password: unknown, path: string) => unknown

/** Returns a copy of the configuration in which `visit` has replaced every password, also those in lists and structs. */
export function mapPasswords(config: MediatorConfig, definitions: ConfigDefinition[], visit: Visit): MediatorConfig {
  const mapOne = (value: unknown, definition: Definition, path: string): unknown => {
    if (definition.type === 'password') return visit(value, path)
    if (definition.type !== 'struct' || !isRecord(value)) return value
    const fields = definition.template ?? []
    return Object.fromEntries(
      Object.entries(value).map(([param, inner]) => [
        param,
        mapValue(
          inner,
          fields.find((field) => field.param === param),
          `${path}.${param}`,
        ),
      ]),
    )
  }
  const mapValue = (value: unknown, definition: Definition | undefined, path: string): unknown => {
    if (!definition) return value
    return Array.isArray(value)
      ? value.map((element, i) => mapOne(element, definition, `${path}.${i}`))
      : mapOne(value, definition, path)
  }
  return Object.fromEntries(
    Object.entries(config).map(([param, value]) => [
      param,
      mapValue(
        value,
        definitions.find((one) => one.param === param),
        `config.${param}`,
      ),
    ]),
  )
}

/** Returns the configuration as it is shown. */
export const maskConfig = (config: MediatorConfig, definitions: ConfigDefinition[]): MediatorConfig =>
  mapPasswords(config, definitions, (password) => (password === '' ? '' : maskedPassword))

/**
 * Puts the stored passwords back where the mask was sent. A mask that stands for nothing is an issue: a list that has become
 * shorter no longer says which of its passwords is which.
 */
export function restorePasswords(
  sent: MediatorConfig,
  stored: MediatorConfig,
  definitions: ConfigDefinition[],
): { config: MediatorConfig; issues: Issue[] } {
  const known = new Map<string, unknown>()
  mapPasswords(stored, definitions, (password, path) => {
    known.set(path, password)
    return password
  })
  const issues: Issue[] = []
  const config = mapPasswords(sent, definitions, (password, path) => {
    if (password !== maskedPassword) return password
    if (known.has(path) && !isInShorterList(path, sent, stored)) return known.get(path)
    issues.push(issue(path, 'mask-without-password'))
    return password
  })
  return { config, issues }
}

/** Tells whether a list on the way to `path` has fewer elements than the stored one. */
function isInShorterList(path: string, sent: MediatorConfig, stored: MediatorConfig): boolean {
  const [, ...steps] = path.split('.')
  let [now, then]: unknown[] = [sent, stored]
  for (const step of steps) {
    if (Array.isArray(now) && Array.isArray(then) && now.length < then.length) return true
    now = child(now, step)
    then = child(then, step)
  }
  return false
}

const child = (value: unknown, step: string): unknown => {
  if (Array.isArray(value)) return value[Number(step)]
  return isRecord(value) ? value[step] : undefined
}

/** Returns endpoints or offered channels without the passwords of their routes. */
export const maskOffers = (offers: Record<string, unknown>[]) => mapOfferPasswords(offers, '', () => maskedPassword)

/** Returns a copy of endpoints or offered channels in which `visit` has replaced the passwords of their routes. */
export const mapOfferPasswords = (
  offers: Record<string, unknown>[],
  path: string,
  visit: (password: string, path: string) => string,
): Record<string, unknown>[] => {
  const mapRoute = <T>(route: T, place: string): T =>
    isRecord(route) && typeof route.password === 'string' && route.password !== ''
      ? { ...route, password: visit(route.password, `${place}.password`) }
      : route
  return offers.map((offer, i) => {
    const { routes } = offer
    const mapped = Array.isArray(routes) && routes.map((route, n) => mapRoute(route, `${path}.${i}.routes.${n}`))
    return mapRoute({ ...offer, ...(mapped && { routes: mapped }) }, `${path}.${i}`)
  })
}
