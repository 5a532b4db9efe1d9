// Makes one text of error messages that say the same about different patients, requests and times.
import { gatewayReasons } from '@mediary/contract/reasons/gateway'
import { recogniseReasons } from '@mediary/contract/reasons/recognise'
import { transactionReasons } from '@mediary/contract/reasons/transactions'
import { technicalWords } from './technical-words.ts'

/** Stands for what differs from one failure to the next. */
const placeholder = '…'
const maxInput = 2_000
const maxOutput = 300
const maxPasses = 10

const templates: Record<string, string> = { ...transactionReasons, ...gatewayReasons }
/** Parameters of reasons of the gateway that tell causes apart. */
const keptParameters = new Set(['status', 'claim'])

/** Returns the cause that an error message tells, without ids, times, numbers, names and addresses. */
export function normaliseReason(text: string): string {
  const known = recogniseReasons(text.slice(0, maxInput))
  const normal = known.length > 0 ? known.map(fillReason).join('; ') : normaliseText(text)
  return normal.slice(0, maxOutput)
}

function fillReason({ reason, parameters = {} }: ReturnType<typeof recogniseReasons>[number]): string {
  return (templates[reason ?? ''] ?? '').replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(parameters[name] ?? '')
    if (keptParameters.has(name)) return value.slice(0, 40)
    return name === 'problem' ? normaliseText(value) : placeholder
  })
}

// A status code is written in full-width digits meanwhile, which no pattern masks.
const hide = (code: string) => code.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))
const reveal = (text: string) =>
  text.replace(/[\uff10-\uff19]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0xff10))

/** Each pattern is linear: none repeats a repetition. */
const masks: readonly [pattern: RegExp, replacement: string | ((...groups: string[]) => string)][] = [
  [/"[^"]{0,500}"|“[^”]{0,500}”|«[^»]{0,500}»|`[^`]{0,500}`/g, placeholder],
  [/(?<![\p{L}\p{N}])'[^'\n]{1,500}'(?![\p{L}\p{N}])/gu, placeholder],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/\S+/gi, placeholder],
  [/[^\s<>()[\],;]+@[^\s<>()[\],;]+/g, placeholder],
  // A status code tells causes apart.
  [
    /\b((?:HTTP|status(?: code)?)[ :=]{1,3})([1-5]\d\d)(?![\w.-])/gi,
    (_, before = '', code = '') => before + hide(code),
  ],
  [/[^\s()[\]{}<>,;=]*[\d^][^\s()[\]{}<>,;=]*/g, placeholder],
  [/(?<![\p{L}\p{N}])\/[^\s()[\]{}<>,;]+/gu, placeholder],
  [/(?<![\p{L}\p{N}._-])[\p{Ll}_-]+(?:\.[\p{Ll}_-]+)+(?!\.?[\p{L}\p{N}])/gu, placeholder],
]

/** What is masked can make its neighbours a path or an address, so the text is masked until it stays the same. */
function normaliseText(text: string): string {
  let normal = maskOnce(text)
  for (let pass = 1; pass < maxPasses; pass++) {
    const next = maskOnce(normal)
    if (next === normal) break
    normal = next
  }
  return normal
}

function maskOnce(text: string): string {
  const masked = masks.reduce(
    (sum, [pattern, replacement]) =>
      typeof replacement === 'string' ? sum.replace(pattern, replacement) : sum.replace(pattern, replacement),
    reveal(text.slice(0, maxInput))
      .normalize('NFC')
      .replace(/\p{Cc}/gu, ' '),
  )
  return reveal(maskNames(masked))
    .replace(/…(?:[\s,;:/&+…'’.-]*…)+/g, placeholder)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, maxOutput)
    .trim()
}

/** Masks words with a capital letter that are no technical words, and names in capital letters: two such words in a row. */
const maskNames = (text: string) =>
  text
    .replace(
      /(?<![\p{L}\p{N}])\p{Lu}(?:['’]\p{Lu})?[\p{Ll}\p{M}]+(?:['’-]\p{L}[\p{Ll}\p{M}]*)*(?![\p{L}\p{N}])/gu,
      (word) => (isTechnical(word) ? word : placeholder),
    )
    .replace(/(?<![\p{L}\p{N}])\p{Lu}{2,}(?:[ ,]{1,2}\p{Lu}{2,})+(?![\p{L}\p{N}])/gu, (words) =>
      words.split(/[ ,]+/).some(isTechnical) ? words : placeholder,
    )

const isTechnical = (word: string) =>
  word
    .toLowerCase()
    .split('-')
    .some((part) => technicalWords.has(part.replace(/(..)['’].*$/, '$1')))
