import { CloseButton, TextInput } from '@mantine/core'
import { useWords } from '../lib/use-words.ts'
import { Icon } from './icons.tsx'
import { uiWords } from './words.ts'

type SearchBoxProps = { label: string; value: string; change: (value: string) => void }

export function SearchBox({ label, value, change }: SearchBoxProps) {
  const t = useWords(uiWords)
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
