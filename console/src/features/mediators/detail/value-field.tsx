// The controls of one parameter of a mediator, by the type of its definition.
import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useMessages } from '../../../messages/use-messages.ts'
import { Icon } from '../../../ui/icons.tsx'
import { type Definition, describeField, type FieldProps } from './field.ts'
import { MapField } from './map-field.tsx'
import { PasswordField } from './password-field.tsx'

const toRecord = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}

export const ValueField = (props: FieldProps) =>
  props.definition.array ? <ListField {...props} /> : <OneField {...props} />

/** A list of values, which can grow and shrink. */
function ListField(props: FieldProps) {
  const t = useMessages('mediators')
  const { definition, value, path, change, disabled } = props
  const { label, description, error } = describeField(props)
  const list: unknown[] = Array.isArray(value) ? value : []
  return (
    <Fieldset legend={label}>
      <Stack gap="xs">
        <About description={description} error={error} />
        {list.map((one, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: values have no identity but their place
          <Group key={i} align="flex-end" wrap="nowrap">
            <div style={{ flex: 1 }}>
              <OneField
                {...props}
                definition={{
                  ...definition,
                  array: undefined,
                  displayName: `${label} ${i + 1}`,
                  description: undefined,
                }}
                value={one}
                path={`${path}.${i}`}
                change={(changed) => change(list.with(i, changed))}
              />
            </div>
            <ActionIcon
              variant="default"
              size="lg"
              disabled={disabled}
              aria-label={t('value.remove', { name: `${label} ${i + 1}` })}
              onClick={() => change(list.toSpliced(i, 1))}
            >
              <Icon name="cross" size={16} />
            </ActionIcon>
          </Group>
        ))}
        <div>
          <Button
            variant="default"
            size="xs"
            disabled={disabled}
            onClick={() => change([...list, firstValue(definition)])}
          >
            {t('value.add', { name: label })}
          </Button>
        </div>
      </Stack>
    </Fieldset>
  )
}

/** Returns the value that a new element of a list begins with. */
function firstValue({ type, values }: Definition): unknown {
  if (type === 'bool') return false
  if (type === 'number') return 0
  if (type === 'option') return values?.[0]
  return type === 'map' || type === 'struct' ? {} : ''
}

function OneField(props: FieldProps) {
  const { definition, value, change } = props
  const field = describeField(props)
  const text = typeof value === 'string' ? value : ''
  switch (definition.type) {
    case 'bool':
      return (
        <Checkbox {...field} checked={value === true} onChange={({ currentTarget }) => change(currentTarget.checked)} />
      )
    case 'number':
      return (
        <TextInput
          {...field}
          type="number"
          step="any"
          value={typeof value === 'number' ? value : ''}
          onChange={({ currentTarget }) => change(currentTarget.value === '' ? undefined : Number(currentTarget.value))}
        />
      )
    case 'option':
      return (
        <NativeSelect
          {...field}
          value={text}
          data={['', ...(definition.values ?? [])]}
          onChange={({ currentTarget }) => change(currentTarget.value || undefined)}
        />
      )
    case 'password':
      return <PasswordField {...props} />
    case 'map':
      return <MapField {...props} />
    case 'struct':
      return <StructField {...props} />
    case 'bigstring':
      return (
        <Textarea
          {...field}
          autosize
          minRows={3}
          maxRows={16}
          value={text}
          onChange={({ currentTarget }) => change(currentTarget.value)}
        />
      )
    case 'string':
      return <TextInput {...field} value={text} onChange={({ currentTarget }) => change(currentTarget.value)} />
    default:
      return <JsonField {...props} />
  }
}

function StructField(props: FieldProps) {
  const { definition, value, path, change } = props
  const { label, description, error } = describeField(props)
  const record = toRecord(value)
  return (
    <Fieldset legend={label}>
      <Stack gap="xs">
        <About description={description} error={error} />
        {(definition.template ?? []).map((field) => (
          <ValueField
            {...props}
            key={field.param}
            definition={field}
            value={record[field.param]}
            path={`${path}.${field.param}`}
            change={(changed) => change(withoutAbsent({ ...record, [field.param]: changed }))}
          />
        ))}
      </Stack>
    </Fieldset>
  )
}

const withoutAbsent = (record: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined))

/** A value of a type that this console does not know, as JSON. A text that is no JSON is sent as a text. */
function JsonField(props: FieldProps) {
  const { value, change } = props
  const parse = (text: string): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      return text
    }
  }
  return (
    <Textarea
      {...describeField(props)}
      autosize
      defaultValue={value === undefined ? '' : JSON.stringify(value)}
      onChange={({ currentTarget }) => change(currentTarget.value === '' ? undefined : parse(currentTarget.value))}
    />
  )
}

const About = ({ description, error }: { description: string | undefined; error: string | undefined }) => (
  <>
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
  </>
)
