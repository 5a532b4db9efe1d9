import { Button, Group, Input, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { httpMethods } from '@mediary/contract/channels'
import { newUuid } from '../../../lib/uuid.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { CrossButton } from '../../../ui/buttons.tsx'
import { Icon } from '../../../ui/icons.tsx'
import type { HeaderDraft, RequestDraft } from './edit-rules.ts'

type EditFieldsProps = { draft: RequestDraft; set: (part: Partial<RequestDraft>) => void }

/** The method, path, query and headers of an edited request. */
export function EditFields({ draft, set }: EditFieldsProps) {
  const t = useMessages('rerun')
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <NativeSelect
          label={t('method')}
          value={draft.method}
          data={[...new Set([draft.method, ...httpMethods])]}
          onChange={({ currentTarget }) => set({ method: currentTarget.value })}
        />
        <TextInput
          label={t('path')}
          value={draft.path}
          onChange={({ currentTarget }) => set({ path: currentTarget.value })}
        />
        <TextInput
          label={t('query')}
          value={draft.query}
          onChange={({ currentTarget }) => set({ query: currentTarget.value })}
        />
      </SimpleGrid>
      <Headers headers={draft.headers} set={(headers) => set({ headers })} />
    </>
  )
}

type HeadersProps = { headers: readonly HeaderDraft[]; set: (headers: HeaderDraft[]) => void }

function Headers({ headers, set }: HeadersProps) {
  const t = useMessages('rerun')
  const change = (key: string, part: Partial<HeaderDraft>) =>
    set(headers.map((one) => (one.key === key ? { ...one, ...part } : one)))
  return (
    <Stack gap={4}>
      <Input.Label component="div">{t('headers')}</Input.Label>
      {headers.map(({ key, name, value }, at) => (
        <Group key={key} gap="xs" wrap="nowrap">
          <TextInput
            aria-label={t('header.name', { n: at + 1 })}
            size="xs"
            value={name}
            onChange={({ currentTarget }) => change(key, { name: currentTarget.value })}
            style={{ flex: '1 1 120px' }}
          />
          <TextInput
            aria-label={t('header.value', { n: at + 1 })}
            size="xs"
            value={value}
            onChange={({ currentTarget }) => change(key, { value: currentTarget.value })}
            style={{ flex: '2 1 160px' }}
          />
          <CrossButton
            label={t('header.remove', { n: at + 1 })}
            onClick={() => set(headers.filter((one) => one.key !== key))}
          />
        </Group>
      ))}
      <div>
        <Button
          size="xs"
          variant="default"
          leftSection={<Icon name="plus" size={14} />}
          onClick={() => set([...headers, { key: newUuid(), name: '', value: '' }])}
        >
          {t('header.add')}
        </Button>
      </div>
    </Stack>
  )
}
