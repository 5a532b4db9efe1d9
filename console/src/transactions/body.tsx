import { Button, Code, Group, Modal, ScrollArea, SegmentedControl, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { download } from '../lib/download.ts'
import { useClock } from '../lib/queries.ts'
import { counted } from '../lib/times.ts'
import { useWords } from '../lib/use-words.ts'
import { Copy } from '../ui/copy.tsx'
import { Icon } from '../ui/icons.tsx'
import { SearchBox } from '../ui/search-box.tsx'
import { uiWords } from '../ui/words.ts'
import { type Formatted, formatted, mostFormatted } from './format.ts'
import { hexOf } from './hex.ts'
import { Marked, placesOf } from './marked.tsx'
import { Readable } from './readable.tsx'
import { transactionWords } from './words.ts'

type BodyProps = {
  /** Of the file when it is downloaded, and the title when it fills the screen. */
  name: string
  body: string | undefined
  encoding: 'utf-8' | 'base64' | undefined
  full: boolean
  setFull: (full: boolean) => void
}

const extensions = { json: 'json', fhir: 'json', xml: 'xml', hl7: 'hl7' } as const

export function Body({ name, body, encoding = 'utf-8', full, setFull }: BodyProps) {
  const t = useWords(transactionWords)
  const ui = useWords(uiWords)
  const readable = useMemo(() => (body && encoding === 'utf-8' ? formatted(body) : undefined), [body, encoding])
  if (!body) return <Text c="dimmed">{t('body.none')}</Text>
  const file = `${name}.${readable ? extensions[readable.kind] : encoding === 'utf-8' ? 'txt' : 'bin'}`
  const shown = (
    <Shown
      body={body}
      encoding={encoding}
      readable={readable}
      file={file}
      {...(full ? {} : { enlarge: () => setFull(true) })}
    />
  )
  if (!full) return shown
  return (
    <Modal
      opened
      fullScreen
      onClose={() => setFull(false)}
      title={file}
      closeButtonProps={{ 'aria-label': ui('close') }}
    >
      {shown}
    </Modal>
  )
}

type ShownProps = {
  body: string
  encoding: 'utf-8' | 'base64'
  readable: Formatted | undefined
  file: string
  enlarge?: () => void
}

function Shown({ body, encoding, readable, file, enlarge }: ShownProps) {
  const t = useWords(transactionWords)
  const [shape, setShape] = useState<'formatted' | 'raw'>('formatted')
  const [find, setFind] = useState('')
  const tool = (label: string, icon: 'download' | 'expand', onClick: () => void) => (
    <Button size="xs" variant="default" leftSection={<Icon name={icon} size={14} />} onClick={onClick}>
      {label}
    </Button>
  )
  const text = encoding === 'base64' ? hexOf(body).text : body
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
        {tool(t('download'), 'download', () => download(file, body, encoding))}
        {enlarge && tool(t('full'), 'expand', enlarge)}
        {encoding === 'utf-8' && <Copy text={body} />}
        <SearchBox label={t('body.find')} value={find} change={setFind} />
        <Found text={pretty && 'text' in pretty ? pretty.text : text} find={find} />
      </Group>
      <Size body={body} encoding={encoding} />
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
  const t = useWords(transactionWords)
  return (
    <Text size="sm" c="dimmed" aria-live="polite">
      {find && t('body.found', { count: placesOf(text, find).length })}
    </Text>
  )
}

/** Said of what is not text, and of what is too large to be formatted. */
function Size({ body, encoding }: Pick<ShownProps, 'body' | 'encoding'>) {
  const t = useWords(transactionWords)
  const { language } = useClock()
  if (encoding === 'base64')
    return (
      <Text size="sm" c="dimmed" mb="xs">
        {t('binary', { size: counted(hexOf(body).size, language) })}
      </Text>
    )
  if (body.length <= mostFormatted) return null
  return (
    <Text size="sm" c="dimmed" mb="xs">
      {t('body.large', { size: counted(body.length, language) })}
    </Text>
  )
}
