import { Text, Title } from '@mantine/core'
import { useMemo } from 'react'
import { useMessages } from '../../../messages/use-messages.ts'
import { Changes, Lines } from '../compare/compared.tsx'
import { diffHeaders, diffLines, toComparableLines } from '../compare/difference.ts'
import { isUnchanged, type RequestDraft, toEdit } from './edit-rules.ts'

/** Shows the differences from the original request before it is sent. */
export function EditChanges({ draft, original }: { draft: RequestDraft; original: RequestDraft }) {
  const t = useMessages('rerun')
  const d = useMessages('transactionDetail')
  const edit = toEdit(draft, original)
  const lines = useMemo(
    () =>
      edit.body === undefined ? [] : diffLines(toComparableLines(original.body ?? ''), toComparableLines(edit.body)),
    [edit.body, original.body],
  )
  const heads = diffHeaders(listHeadParts(original), listHeadParts(draft))
  return (
    <section aria-labelledby="changes">
      <Title order={3} size="h5" id="changes">
        {t('changes')}
      </Title>
      {isUnchanged(edit) && <Text c="dimmed">{t('unchanged')}</Text>}
      {heads.length > 0 && <Changes changes={heads} />}
      {lines.length > 0 && <Lines label={d('bodies.request')} lines={lines} />}
    </section>
  )
}

function listHeadParts({ method, path, query, headers }: RequestDraft): Record<string, string | string[]> {
  const parts: Record<string, string | string[]> = { method, path, query }
  for (const { name, value } of headers.filter((one) => one.name.trim())) {
    const key = `header ${name.trim().toLowerCase()}`
    parts[key] = [...(Object.hasOwn(parts, key) ? (parts[key] ?? []) : []), value].flat()
  }
  return parts
}
