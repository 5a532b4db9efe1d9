import { CloseButton, TextInput } from '@mantine/core'
import { useMessages } from '../messages/use-messages.ts'
import { Icon } from './icons.tsx'

type SearchBoxProps = { label: string; value: string; change: (value: string) => void }

export function SearchBox({ label, value, change }: SearchBoxProps) {
  const t = useMessages('ui')
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => change(event.currentTarget.value)}
      leftSection={<Icon name="search" size={16} />}
      rightSection={value ? <CloseButton size="sm" aria-label={t('close')} onClick={() => change('')} /> : undefined}
      w={{ base: '100%', xs: 240 }}
    />
  )
}
