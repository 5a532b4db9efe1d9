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
  const isDamaged = transaction.headersDamaged?.request === true
  return (
    <Group gap="sm">
      <Button variant="default" disabled={!transaction.canRerun || isDamaged} onClick={() => ask('one')}>
        {t('rerun.one')}
      </Button>
      <Button variant="default" disabled={isDamaged} onClick={() => ask('edit')}>
        {t('rerun.edit')}
      </Button>
      {(!transaction.canRerun || isDamaged) && (
        <Text size="sm" c="dimmed">
          {isDamaged ? t('rerun.damaged') : t('rerun.not')}
        </Text>
      )}
    </Group>
  )
}
