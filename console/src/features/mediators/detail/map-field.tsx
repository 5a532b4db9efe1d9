import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { newUuid } from '../../../lib/uuid.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Icon } from '../../../ui/icons.tsx'
import { describeField, type FieldProps } from './field.ts'

type Row = { id: string; key: string; value: string }

const toRows = (value: unknown): Row[] =>
  Object.entries(Object(value)).map(([key, text]) => ({ id: newUuid(), key, value: `${text}` }))

/** Pairs of a key and a text. While two keys are equal nothing is taken over. */
export function MapField(props: FieldProps) {
  const t = useMessages('mediators')
  const { label, description, error, disabled } = describeField(props)
  const [rows, setRows] = useState(() => toRows(props.value))
  const isRepeated = ({ key }: Row) => rows.filter((row) => row.key === key).length > 1
  const set = (changed: Row[]) => {
    setRows(changed)
    const keys = new Set(changed.map(({ key }) => key))
    if (keys.size === changed.length) props.change(Object.fromEntries(changed.map(({ key, value }) => [key, value])))
  }
  const edit = (id: string, part: Partial<Row>) => set(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  return (
    <Fieldset legend={label}>
      <Stack gap="xs">
        {description && (
          <Text size="xs" c="dimmed">
            {description}
          </Text>
        )}
        {error && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {error}
          </Text>
        )}
        {rows.map((row, i) => (
          <Pair
            key={row.id}
            row={row}
            name={`${label} ${i + 1}`}
            labels={[t('map.key', { name: label, number: i + 1 }), t('map.value', { name: label, number: i + 1 })]}
            repeated={isRepeated(row)}
            disabled={disabled}
            edit={(part) => edit(row.id, part)}
            remove={() => set(rows.filter(({ id }) => id !== row.id))}
          />
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            disabled={disabled}
            onClick={() => set([...rows, { id: newUuid(), key: '', value: '' }])}
          >
            {t('value.add', { name: label })}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  )
}

type PairProps = {
  row: Row
  name: string
  labels: [key: string, value: string]
  repeated: boolean
  disabled: boolean
  edit: (part: Partial<Row>) => void
  remove: () => void
}

function Pair({ row, name, labels, repeated, disabled, edit, remove }: PairProps) {
  const t = useMessages('mediators')
  return (
    <Group align="flex-start" wrap="nowrap" gap="xs">
      <TextInput
        aria-label={labels[0]}
        placeholder={t('map.key.short')}
        style={{ flex: 1 }}
        disabled={disabled}
        value={row.key}
        error={repeated && t('map.repeated')}
        onChange={({ currentTarget }) => edit({ key: currentTarget.value })}
      />
      <TextInput
        aria-label={labels[1]}
        placeholder={t('map.value.short')}
        style={{ flex: 1 }}
        disabled={disabled}
        value={row.value}
        onChange={({ currentTarget }) => edit({ value: currentTarget.value })}
      />
      <ActionIcon
        variant="default"
        size="lg"
        disabled={disabled}
        aria-label={t('value.remove', { name })}
        onClick={remove}
      >
        <Icon name="cross" size={16} />
      </ActionIcon>
    </Group>
  )
}
