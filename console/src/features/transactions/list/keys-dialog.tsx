import { useMessages } from '../../../messages/use-messages.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { Facts } from '../../../ui/facts.tsx'

const keys = ['/', 'j', 'k', 'Enter', 'p', 'x', '?'] as const

/** The keys of the list of transactions. */
export function KeysDialog({ close }: { close: () => void }) {
  const t = useMessages('listKeys')
  return (
    <Dialog title={t('title')} close={close}>
      <Facts facts={keys.map((key) => [key, t(key)])} />
    </Dialog>
  )
}
