import { Button, Group } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'

type MarkedFieldsProps = {
  /** What refused the form. Each time, the fields are looked for again, and the first gets the focus. */
  refusal: unknown
  intro: string
  /** Is shown when no field is marked. */
  children: ReactNode
}

/** Leads to the fields of the page that are marked as faulty, by their labels. */
export function MarkedFields({ refusal, intro, children }: MarkedFieldsProps) {
  const [fields, setFields] = useState<readonly HTMLElement[]>([])
  // biome-ignore lint/correctness/useExhaustiveDependencies: each refusal marks other fields
  useEffect(() => {
    const marked = findMarked()
    setFields(marked)
    marked[0]?.focus()
  }, [refusal])
  if (fields.length === 0) return children
  return (
    <Group gap="xs">
      {intro}
      {fields.map((field) => (
        <Button key={field.id} size="compact-sm" variant="default" onClick={() => field.focus()}>
          {readLabel(field)}
        </Button>
      ))}
    </Group>
  )
}

const findMarked = () => [...document.querySelectorAll<HTMLElement>('main [aria-invalid="true"]')]

const readLabel = (field: HTMLElement) => {
  const [label] = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement ? (field.labels ?? []) : []
  return (field.getAttribute('aria-label') ?? label?.textContent ?? '').replace(/ \*$/, '')
}
