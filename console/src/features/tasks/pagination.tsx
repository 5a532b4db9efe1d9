import { Button, Group, Text } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'

type PagesProps = {
  /** The page number in the address. Page 1 has none. */
  page: string | undefined
  more: boolean
  go: (page: string | undefined) => void
}

/** Links to the previous and the next page. It shows nothing for a single page. */
export function Pages({ page, more, go }: PagesProps) {
  const t = useMessages('tasks')
  const at = Math.max(1, Number.parseInt(page ?? '1', 10) || 1)
  if (at === 1 && !more) return null
  return (
    <Group mt="md" gap="sm" component="nav" aria-label={t('pages')}>
      <Button variant="default" disabled={at === 1} onClick={() => go(at > 2 ? String(at - 1) : undefined)}>
        {t('page.before')}
      </Button>
      <Text size="sm">{t('page.at', { page: at })}</Text>
      <Button variant="default" disabled={!more} onClick={() => go(String(at + 1))}>
        {t('page.after')}
      </Button>
    </Group>
  )
}
