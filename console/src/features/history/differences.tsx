import { Code, Text } from '@mantine/core'
import { listKeys } from '@mediary/contract/api/records'
import { useClock } from '../../lib/api/queries.ts'
import { type Clock, formatMoment } from '../../lib/times.ts'
import { historyFields, historyValues } from '../../messages/en/oversight/history.ts'
import { useMessages } from '../../messages/use-messages.ts'
import type { Difference } from './rules.ts'

const knownFields = listKeys(historyFields)
const knownValues = listKeys(historyValues)
/** Fields of a part that tell who made it and when: the entry itself says so. */
const untold = ['_id', 'id', 'madeBy', 'madeAt', 'by', 'at']
const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/

/** The differences of two states, each in a line: the field, what it was, and what it is. */
export function Differences({ differences }: { differences: readonly Difference[] }) {
  return differences.map((difference) => <Line key={difference.path.join('\n')} difference={difference} />)
}

function Line({ difference }: { difference: Difference }) {
  return (
    <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
      <FieldName path={difference.path} /> <Values difference={difference} />
    </Text>
  )
}

function Values({ difference }: { difference: Difference }) {
  const t = useMessages('history')
  const show = useValueText()
  if ('added' in difference)
    return [
      ...(difference.removed.length > 0 ? [t('taken', { names: difference.removed.join(', ') })] : []),
      ...(difference.added.length > 0 ? [t('added', { names: difference.added.join(', ') })] : []),
    ].join(' · ')
  const { before, after } = difference
  if (before === undefined && isPart(after)) return t('added', { names: show(after) })
  if (after === undefined && isPart(before)) return t('taken', { names: show(before) })
  return (
    <>
      <s>{show(before)}</s> → {show(after)}
    </>
  )
}

const isPart = (value: unknown) => typeof value === 'object' && value !== null

/** The name of a field in words; its parts and those without a word as the API calls them. */
function FieldName({ path }: { path: readonly string[] }) {
  const t = useMessages('historyFields')
  const clock = useClock()
  const parts = path.map((part, i) => {
    const known = knownFields.find((key) => key === part)
    if (known) return { key: `${i}${part}`, text: t(known), known: true }
    return { key: `${i}${part}`, text: isTime.test(part) ? formatMoment(part, clock) : part, known: false }
  })
  return (
    <strong>
      {parts.map(({ key, text, known }, i) => (
        <span key={key}>
          {i > 0 && ' › '}
          {known ? text : <Code>{text}</Code>}
        </span>
      ))}
      :
    </strong>
  )
}

/** Returns the function that words a value of a field. */
function useValueText() {
  const t = useMessages('history')
  const values = useMessages('historyValues')
  const fields = useMessages('historyFields')
  const clock = useClock()
  const nameField = (name: string) => {
    const known = knownFields.find((key) => key === name)
    return known ? fields(known) : name
  }
  const show = (value: unknown): string => {
    if (value === undefined || value === null || value === '') return t('value.none')
    if (typeof value === 'boolean') return value ? t('yes') : t('no')
    if (Array.isArray(value)) return value.length > 0 ? value.map(show).join(', ') : t('value.none')
    if (typeof value === 'object')
      return Object.entries(value)
        .filter(([name, one]) => !untold.includes(name) && one !== undefined && one !== null)
        .map(([name, one]) => `${nameField(name)}: ${show(one)}`)
        .join('; ')
    return showText(String(value), clock)
  }
  const showText = (text: string, shownIn: Clock) => {
    const known = knownValues.find((key) => key === text)
    if (known) return values(known)
    return isTime.test(text) ? formatMoment(text, shownIn) : text
  }
  return show
}
