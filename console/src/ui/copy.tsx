import { Button } from '@mantine/core'
import { useState } from 'react'
import { useMessages } from '../messages/use-messages.ts'
import { Icon } from './icons.tsx'

/** Copies a text; on an insecure origin, where browsers refuse the clipboard, through a selection. */
export function Copy({ text, label }: { text: string; label?: string }) {
  const t = useMessages('ui')
  const [copied, setCopied] = useState(false)
  const copy = () => {
    const done = navigator.clipboard ? navigator.clipboard.writeText(text) : copyBySelection(text)
    done.then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <Button variant="default" size="xs" leftSection={<Icon name={copied ? 'tick' : 'copy'} size={14} />} onClick={copy}>
      {copied ? t('copied') : (label ?? t('copy'))}
    </Button>
  )
}

async function copyBySelection(text: string) {
  const box = document.createElement('textarea')
  box.value = text
  document.body.append(box)
  box.select()
  const done = document.execCommand('copy')
  box.remove()
  if (!done) throw new Error('the browser refused to copy')
}
