import { Button } from '@mantine/core'
import { useState } from 'react'
import { useMay } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { type Held, PlaceHoldDialog } from './place-dialog.tsx'

type HoldButtonProps = { held: Held; text: string; compact?: boolean }

/** A button that places a legal hold, for users who may. Afterwards it is a link to the holds. */
export function HoldButton({ held, text, compact }: HoldButtonProps) {
  const t = useMessages('legalHolds')
  const mayManage = useMay()('audit-trail-manage')
  const [state, setState] = useState<'closed' | 'open' | 'placed'>('closed')
  if (!mayManage) return null
  if (state === 'placed')
    return (
      <span role="status">
        <AddressLink to="/audits/holds">{t('placed.one')}</AddressLink>
      </span>
    )
  return (
    <>
      <Button variant="default" size={compact ? 'compact-sm' : 'sm'} onClick={() => setState('open')}>
        {text}
      </Button>
      {state === 'open' && (
        <PlaceHoldDialog
          held={held}
          placed={() => setState('placed')}
          close={() => setState((before) => (before === 'open' ? 'closed' : before))}
        />
      )}
    </>
  )
}
