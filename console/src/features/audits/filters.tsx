import { Button, Group, NativeSelect, TextInput } from '@mantine/core'
import type { AuditFilterOptions } from '@mediary/contract/audits'
import { useMessages } from '../../messages/use-messages.ts'
import { useEventName } from './event-name.ts'
import { listEvents } from './rules.ts'
import { type AuditsSearch, outcomes } from './search.ts'

type FiltersProps = {
  options: AuditFilterOptions | undefined
  search: AuditsSearch
  set: (part: AuditsSearch) => void
  object: string
  setObject: (object: string) => void
  clear: () => void
}

/** Narrows the audit log. The texts are compared as a whole. */
export function Filters({ options, search, set, object, setObject, clear }: FiltersProps) {
  const t = useMessages('audits')
  const name = useEventName()
  const events = options ? listEvents(options) : []
  const text = (key: 'person' | 'address' | 'since' | 'until', type = 'text') => (
    <TextInput
      label={t(`by.${key}`)}
      type={type}
      w={type === 'text' ? 190 : 200}
      value={search[key] ?? ''}
      onChange={({ currentTarget }) => set({ [key]: currentTarget.value || undefined })}
    />
  )
  return (
    <Group mb="md" align="flex-end" gap="sm">
      <NativeSelect
        label={t('by.event')}
        value={search.event ?? ''}
        data={[{ value: '', label: t('any') }, ...events.map(({ value, code }) => ({ value, label: name(code) }))]}
        onChange={({ currentTarget }) => set({ event: currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('outcome')}
        value={search.outcome ?? ''}
        data={[{ value: '', label: t('any') }, ...outcomes.map((value) => ({ value, label: t(`outcome.${value}`) }))]}
        onChange={({ currentTarget }) => set({ outcome: outcomes.find((one) => one === currentTarget.value) })}
      />
      {(options?.auditSourceID.length ?? 0) > 1 && (
        <NativeSelect
          label={t('source')}
          value={search.source ?? ''}
          data={[{ value: '', label: t('any') }, ...(options?.auditSourceID ?? [])]}
          onChange={({ currentTarget }) => set({ source: currentTarget.value || undefined })}
        />
      )}
      {text('person')}
      {text('address')}
      <TextInput
        label={t('by.object')}
        w={220}
        autoComplete="off"
        value={object}
        onChange={({ currentTarget }) => setObject(currentTarget.value)}
      />
      {text('since', 'datetime-local')}
      {text('until', 'datetime-local')}
      <Button variant="subtle" onClick={clear}>
        {t('clear')}
      </Button>
    </Group>
  )
}
