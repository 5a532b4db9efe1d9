import { ActionIcon } from '@mantine/core'
import { useWords } from '../../lib/use-words.ts'
import { Icon } from '../../ui/icons.tsx'
import { tryItWords } from './words.ts'

export function TryItButton({ name, onClick }: { name: string; onClick: () => void }) {
  const label = useWords(tryItWords)('open', { name })
  return (
    <ActionIcon variant="default" size="md" aria-label={label} title={label} onClick={onClick}>
      <Icon name="play" size={16} />
    </ActionIcon>
  )
}
