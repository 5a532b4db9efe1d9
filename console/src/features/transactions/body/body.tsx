import { Button, Code, Group, ScrollArea, SegmentedControl, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useClock } from '../../../lib/api/queries.ts'
import { formatCount } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Copy } from '../../../ui/copy.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { SearchBox } from '../../../ui/search-box.tsx'
import { type Formatted, formatBody, maxFormattedLength } from './format.ts'
import { toHexDump } from './hex.ts'
import { findMatches, Marked } from './marked.tsx'
import { Readable } from './readable.tsx'
import type { Content } from './stored.ts'

type BodyProps = {
  /** The name of the downloaded file, and the title on the full screen. */
  name: string
  content: Content
  /** The address of the whole body. */
  href: string
  full: boolean
  setFull?: ((full: boolean) => void) | undefined
}

const extensions = { json: 'json', fhir: 'json', xml: 'xml', hl7: 'hl7' } as const

export function Body({ name, content, href, full, setFull }: BodyProps) {
  const readable = useMemo(() => (content.text === undefined ? undefined : formatBody(content.text)), [content])
  const file = `${name}.${readable ? extensions[readable.kind] : content.text === undefined ? 'bin' : 'txt'}`
  const shown = (
    <Shown
      content={content}
      href={href}
      readable={readable}
      file={file}
      enlarge={full || !setFull ? undefined : () => setFull(true)}
    />
  )
  if (!full) return shown
  return (
    <Dialog fullScreen close={() => setFull?.(false)} title={file}>
      {shown}
    </Dialog>
  )
}

type ShownProps = {
  content: Content
  href: string
  readable: Formatted | undefined
  file: string
  enlarge: (() => void) | undefined
}

function Shown({ content, href, readable, file, enlarge }: ShownProps) {
  const t = useMessages('transactions')
  const [shape, setShape] = useState<'formatted' | 'raw'>('formatted')
  const [find, setFind] = useState('')
  const text = content.text ?? toHexDump(content.bytes)
  const pretty = shape === 'formatted' ? readable : undefined
  return (
    <>
      <Group mb="xs" gap="xs">
        {readable && (
          <SegmentedControl
            size="xs"
            value={shape}
            onChange={(value) => setShape(value === 'raw' ? 'raw' : 'formatted')}
            data={[
              { value: 'formatted', label: t('formatted') },
              { value: 'raw', label: t('raw') },
            ]}
          />
        )}
        <Button
          component="a"
          href={href}
          download={file}
          size="xs"
          variant="default"
          leftSection={<Icon name="download" size={14} />}
        >
          {t('download')}
        </Button>
        {enlarge && (
          <Button size="xs" variant="default" leftSection={<Icon name="expand" size={14} />} onClick={enlarge}>
            {t('full')}
          </Button>
        )}
        {content.text !== undefined && !content.more && <Copy text={content.text} />}
        <SearchBox label={t('body.find')} value={find} change={setFind} />
        <Found text={pretty && 'text' in pretty ? pretty.text : text} find={find} />
      </Group>
      <Size content={content} />
      <ScrollArea.Autosize mah={enlarge ? 480 : '75vh'} viewportProps={{ tabIndex: 0 }}>
        {pretty ? (
          <Readable formatted={pretty} find={find} />
        ) : (
          <Code block>
            <Marked text={text} find={find} />
          </Code>
        )}
      </ScrollArea.Autosize>
    </>
  )
}

function Found({ text, find }: { text: string; find: string }) {
  const t = useMessages('transactions')
  return (
    <Text size="sm" c="dimmed" aria-live="polite">
      {find && t('body.found', { count: findMatches(text, find).length })}
    </Text>
  )
}

/** Tells that a body is not text, or is too large to be shown or formatted. */
function Size({ content: { bytes, text, more } }: { content: Content }) {
  const t = useMessages('transactions')
  const d = useMessages('transactionDetail')
  const { language } = useClock()
  const size = formatCount(bytes.length, language)
  const said = more
    ? d('body.more', { size })
    : text === undefined
      ? t('binary', { size })
      : text.length > maxFormattedLength
        ? t('body.large', { size: formatCount(text.length, language) })
        : undefined
  if (said === undefined) return null
  return (
    <Text size="sm" c="dimmed" mb="xs">
      {said}
    </Text>
  )
}
