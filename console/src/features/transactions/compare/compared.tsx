import { Alert, Group, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { type ReactNode, useMemo, useState } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { Loading } from '../../../ui/failure.tsx'
import { toHexDump } from '../body/hex.ts'
import { type Content, type Stored, useStored } from '../body/stored.ts'
import { NotShown } from '../body/stored-body.tsx'
import type { CallView } from '../detail/timeline-rules.ts'
import classes from './compared.module.css'
import {
  type Changed,
  type DifferenceLine,
  diffHeaders,
  diffLines,
  foldUnchanged,
  toComparableLines,
} from './difference.ts'

/** One side of a comparison: a transaction or one of its calls. */
type Exchanged = Pick<Transaction, '_id' | 'status' | 'headersDamaged'> & Pick<CallView, 'request' | 'response'>

/** Shows the differences of two exchanges: request lines, statuses, headers and bodies. */
export function Compared({ before, after }: { before: Exchanged; after: Exchanged }) {
  const t = useMessages('transactions')
  const d = useMessages('transactionDetail')
  const isDamaged = (part: 'request' | 'response') =>
    Boolean(before.headersDamaged?.[part] || after.headersDamaged?.[part])
  return (
    <Stack gap="lg">
      <Half
        title={t('request')}
        changes={listChanges(toRequestHead(before.request), toRequestHead(after.request))}
        damaged={isDamaged('request')}
      >
        <Bodies
          label={d('bodies.request')}
          before={findStored(before, 'request')}
          after={findStored(after, 'request')}
        />
      </Half>
      <Half
        title={t('response')}
        changes={listChanges(toResponseHead(before.response), toResponseHead(after.response))}
        damaged={isDamaged('response')}
      >
        <Bodies
          label={d('bodies.response')}
          before={findStored(before, 'response')}
          after={findStored(after, 'response')}
        />
      </Half>
    </Stack>
  )
}

type Head = { parts: Record<string, string>; headers: Record<string, string | string[]> | undefined }

const toRequestHead = (request: CallView['request']): Head => ({
  parts: { method: request?.method ?? '', path: request?.path ?? '', query: request?.querystring ?? '' },
  headers: request?.headers,
})
const toResponseHead = (response: CallView['response']): Head => ({
  parts: { status: response ? String(response.status) : '' },
  headers: response?.headers,
})

/** Lists the changes of two heads. Headers that are unknown on one side are no difference. */
const listChanges = (before: Head, after: Head): Changed[] => [
  ...diffHeaders(before.parts, after.parts),
  ...(before.headers && after.headers ? diffHeaders(before.headers, after.headers) : []),
]

const findStored = (of: Exchanged, part: 'request' | 'response'): Stored | undefined => {
  const name = of[part]?.bodyPart
  return name === undefined ? undefined : { of, part: name, headers: of[part]?.headers }
}

type HalfProps = { title: string; changes: Changed[]; damaged: boolean; children: ReactNode }

function Half({ title, changes, damaged, children }: HalfProps) {
  const t = useMessages('transactionDetail')
  return (
    <section>
      <Title order={3} size="h4" mb="xs">
        {title}
      </Title>
      {changes.length > 0 && <Changes changes={changes} />}
      {damaged && (
        <Alert color="red" mb="sm">
          {t('heads.damaged')}
        </Alert>
      )}
      {changes.length === 0 && !damaged && <Text c="dimmed">{t('heads.same')}</Text>}
      {children}
    </section>
  )
}

/** Shows names with their former and their new values. */
export function Changes({ changes }: { changes: readonly Changed[] }) {
  const t = useMessages('transactionDetail')
  return (
    <Table fz="sm" mb="sm" layout="fixed" className={classes.changes}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('what')}</Table.Th>
          <Table.Th scope="col">{t('before')}</Table.Th>
          <Table.Th scope="col">{t('after')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map(({ name, before, after }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row">{name}</Table.Th>
            <Table.Td>{before && <del>{before}</del>}</Table.Td>
            <Table.Td>{after && <ins>{after}</ins>}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

type BodiesProps = { label: string; before: Stored | undefined; after: Stored | undefined }

function Bodies({ label, before, after }: BodiesProps) {
  const t = useMessages('transactionDetail')
  const [one, other] = [useStored(before), useStored(after)]
  if (!before && !after) return <Text c="dimmed">{t('bodies.none')}</Text>
  if ((before && one.isPending) || (after && other.isPending)) return <Loading />
  for (const [stored, query] of [
    [before, one],
    [after, other],
  ] as const)
    if (stored && query.isError)
      return <NotShown of={stored.of._id} error={query.error} retry={() => void query.refetch()} />
  return <Texts label={label} before={one.data} after={other.data} />
}

const toText = (content: Content | undefined) => (content ? (content.text ?? toHexDump(content.bytes)) : '')
const hasSameBytes = (one: Content | undefined, other: Content | undefined) =>
  one?.bytes.length === other?.bytes.length && (one?.bytes.every((byte, at) => byte === other?.bytes[at]) ?? true)

type TextsProps = { label: string; before: Content | undefined; after: Content | undefined }

function Texts({ label, before, after }: TextsProps) {
  const t = useMessages('transactionDetail')
  const common = useMessages('transactions')
  const [shape, setShape] = useState<'formatted' | 'raw'>('formatted')
  const same = useMemo(() => hasSameBytes(before, after), [before, after])
  const lines = useMemo(() => {
    const splitLines = (text: string) => (shape === 'formatted' ? toComparableLines(text) : text.split(/\r\n?|\n/))
    return same ? [] : diffLines(splitLines(toText(before)), splitLines(toText(after)))
  }, [before, after, same, shape])
  const cut = before?.more || after?.more
  if (same) return <Text c="dimmed">{cut ? t('bodies.same.cut') : t('bodies.same')}</Text>
  return (
    <>
      <Group mb="xs">
        <SegmentedControl
          size="xs"
          value={shape}
          onChange={(value) => setShape(value === 'raw' ? 'raw' : 'formatted')}
          data={[
            { value: 'formatted', label: common('formatted') },
            { value: 'raw', label: common('raw') },
          ]}
        />
      </Group>
      {cut && <Text c="dimmed">{t('bodies.cut')}</Text>}
      {lines.every(({ kind }) => kind === 'same') ? (
        <Alert color="blue">{t('bodies.alike')}</Alert>
      ) : (
        <Lines label={label} lines={lines} />
      )}
    </>
  )
}

const signs = { same: ' ', removed: '−', added: '+' } as const
const marks = { same: 'span', removed: 'del', added: 'ins' } as const

export function Lines({ label, lines }: { label: string; lines: readonly DifferenceLine[] }) {
  const t = useMessages('transactionDetail')
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable with the keyboard
    <section className={classes.lines} tabIndex={0} aria-label={label}>
      {foldUnchanged(lines).map((part, at) => {
        // biome-ignore-start lint/suspicious/noArrayIndexKey: a difference does not change
        if ('hidden' in part)
          return (
            <div key={at} className={classes.hidden}>
              {t('unchanged', { count: part.hidden })}
            </div>
          )
        return part.lines.map(({ kind, text }, n) => {
          const Mark = marks[kind]
          return (
            <div key={`${at} ${n}`} className={classes[kind]}>
              <span aria-hidden="true">{signs[kind]} </span>
              <Mark>{text}</Mark>
            </div>
          )
        })
        // biome-ignore-end lint/suspicious/noArrayIndexKey: see above
      })}
    </section>
  )
}
