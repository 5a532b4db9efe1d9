import { Button, Group, Text } from '@mantine/core'
import type { Transaction } from '@mediary/contract/transactions'
import { useMessages } from '../../../messages/use-messages.ts'
import { useMayRerun } from './permission.ts'

type RerunButtonsProps = { transaction: Transaction; ask: (what: 'one' | 'edit') => void }

/** Buttons that rerun a transaction, for users who may. */
export function RerunButtons({ transaction, ask }: RerunButtonsProps) {
  const t = useMessages('rerun')
  const mayRerun = useMayRerun()
  if (!mayRerun(transaction.channelID)) return null
  return (
    <Group gap="sm">
      <Button variant="default" disabled={!transaction.canRerun} onClick={() => ask('one')}>
        {t('rerun.one')}
      </Button>
      <Button variant="default" onClick={() => ask('edit')}>
        {t('rerun.edit')}
      </Button>
      {!transaction.canRerun && (
        <Text size="sm" c="dimmed">
          {t('rerun.not')}
        </Text>
      )}
    </Group>
  )
}
