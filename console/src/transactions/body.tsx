import { Button, Code, Group, ScrollArea, SegmentedControl, Text } from '@mantine/core'
import { useState } from 'react'
import { download } from '../lib/download.ts'
import { useWords } from '../lib/use-words.ts'
import { Copy } from '../ui/copy.tsx'
import { Icon } from '../ui/icons.tsx'
import { formatted } from './format.ts'
import { transactionWords } from './words.ts'

type Headers = Record<string, string | string[]>

export function HeaderList({ headers }: { headers: Headers | undefined }) {
  if (!headers) return null
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${[value].flat().join(', ')}`)
  return (
    <ScrollArea.Autosize mah={220}>
      <Code block>{lines.join('\n')}</Code>
    </ScrollArea.Autosize>
  )
}

type BodyProps = { name: string; body: string | undefined; encoding: 'utf-8' | 'base64' | undefined }

export function Body({ name, body, encoding = 'utf-8' }: BodyProps) {
  const t = useWords(transactionWords)
  const [shape, setShape] = useState<'formatted' | 'raw'>('formatted')
  if (!body) return <Text c="dimmed">{t('body.none')}</Text>
  const readable = encoding === 'utf-8' ? formatted(body) : undefined
  return (
    <>
      <Group mb="xs" gap="xs">
        {readable !== undefined && (
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
          size="xs"
          variant="default"
          leftSection={<Icon name="download" size={14} />}
          onClick={() => download(name, body, encoding)}
        >
          {t('download')}
        </Button>
        {encoding === 'utf-8' && <Copy text={body} />}
      </Group>
      {encoding === 'base64' ? (
        <Text c="dimmed">{t('binary')}</Text>
      ) : (
        <ScrollArea.Autosize mah={480}>
          <Code block>{shape === 'formatted' ? (readable ?? body) : body}</Code>
        </ScrollArea.Autosize>
      )}
    </>
  )
}
