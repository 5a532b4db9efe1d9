import type { Channel } from '@mediary/contract/channels'

// How the rewriting rules and the properties of a channel are read into lists of rows, and written back.

export type RewriteRuleDraft = Record<'key' | 'fromHost' | 'fromPort' | 'toHost' | 'toPort' | 'pathTransform', string>

export const readRewriteRules = (channel: Channel | undefined): RewriteRuleDraft[] =>
  (channel?.rewriteUrlsConfig ?? []).map(({ fromHost, fromPort, toHost, toPort, pathTransform }, index) => ({
    key: String(index),
    fromHost,
    fromPort: String(fromPort),
    toHost,
    toPort: String(toPort),
    pathTransform: pathTransform ?? '',
  }))

export const writeRewriteRules = (rules: readonly RewriteRuleDraft[]) =>
  rules.map(({ fromHost, fromPort, toHost, toPort, pathTransform }) => ({
    fromHost: fromHost.trim(),
    fromPort: Number(fromPort),
    toHost: toHost.trim(),
    toPort: Number(toPort),
    ...(pathTransform && { pathTransform }),
  }))

/** `stored`: the value before somebody typed another one, and the place of its record. */
type PropertyDraft = { key: string; name: string; text: string; stored?: { value: unknown; record: number } }

const formatProperty = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

export const readProperties = (channel: Channel | undefined): PropertyDraft[] =>
  (channel?.properties ?? []).flatMap((properties, record) =>
    Object.entries(properties).map(([name, value]) => ({
      key: `${record} ${name}`,
      name,
      text: formatProperty(value),
      stored: { value, record },
    })),
  )

/** Returns what the API takes. What nobody typed over keeps its type, and stays in its record. */
export function writeProperties(drafts: readonly PropertyDraft[]): Record<string, unknown>[] {
  const records = new Map<string, Record<string, unknown>>()
  for (const { key, name, text, stored } of drafts) {
    if (name.trim() === '') continue
    const place = stored ? String(stored.record) : key
    const isKept = stored !== undefined && text === formatProperty(stored.value)
    records.set(place, { ...records.get(place), [name.trim()]: isKept ? stored.value : text })
  }
  return [...records.values()]
}
