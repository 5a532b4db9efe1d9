import { Button, Group, Text, Tooltip } from '@mantine/core'
import { useMessages } from '../../messages/use-messages.ts'
import { colours } from '../../ui/buttons.tsx'
import { Icon } from '../../ui/icons.tsx'

type StoredSecretProps = { isSet: string; remove: string; removed: boolean; setRemoved: (removed: boolean) => void }

/** Shows that a secret is stored, and offers to remove it. */
export function StoredSecret({ isSet, remove, removed, setRemoved }: StoredSecretProps) {
  const t = useMessages('clientAuthentication')
  return (
    <Group gap="sm" mb="xs">
      <Tooltip label={isSet}>
        <Group gap={4} component="span" role="img" aria-label={isSet} title={isSet}>
          <Icon name="lock" />
        </Group>
      </Tooltip>
      <Text size="sm">{removed ? t('removed') : isSet}</Text>
      {removed ? (
        <Button size="xs" variant="default" onClick={() => setRemoved(false)}>
          {t('keep')}
        </Button>
      ) : (
        <Button
          size="xs"
          color={colours.amber}
          leftSection={<Icon name="cross" size={14} />}
          onClick={() => setRemoved(true)}
        >
          {remove}
        </Button>
      )}
    </Group>
  )
}
