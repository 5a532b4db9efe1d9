import { Badge, UnstyledButton } from '@mantine/core'
import type { Refusal } from '@mediary/contract/operations/refusals'
import { useState } from 'react'
import { useChannels, useClients, useClock } from '../../lib/api/queries.ts'
import { formatCount, formatDistance, formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { useRecordedText } from '../../messages/use-recorded-text.ts'
import { AddressLink } from '../../ui/address-link.tsx'
import { Icon } from '../../ui/icons.tsx'
import { RefusalDetails } from './details.tsx'
import { Fix } from './fixes/fix.tsx'
import classes from './row.module.css'

/** A refused request as a row: when, who, why, and the button that resolves it. It opens to the details; `alone`: it is open. */
export function RefusalRow({ refusal, alone = false }: { refusal: Refusal; alone?: boolean }) {
  const t = useMessages('refusals')
  const clock = useClock()
  const [asked, setAsked] = useState<boolean>()
  const open = asked ?? alone
  const reason = useRecordedText()(refusal.reason, refusal.explanations)
  const code = useMessages('refusalCodes')
  const { status, client: clientID, timestamp, count, method, path, clientIP } = refusal
  const known = (useClients().data ?? []).find((one) => one.clientID === clientID)
  const channel = (useChannels().data ?? []).find(({ name }) => name === refusal.channel)?._id
  return (
    <article aria-label={reason} className={classes.frame} data-open={open || undefined}>
      <div className={classes.row}>
        <span
          className={`${classes.time} ${classes.dim}`}
          title={formatDistance(timestamp, Date.now(), clock.language)}
        >
          {formatMoment(timestamp, clock)}
        </span>
        <span className={classes.client} title={clientIP}>
          {known ? <AddressLink to={`/clients/${known._id}`}>{clientID}</AddressLink> : (clientID ?? t('unknown'))}
        </span>
        <span className={classes.status}>
          <Badge color="red.9" size="sm">
            {status}
          </Badge>
        </span>
        <span className={classes.reason} title={reason}>
          {open || !refusal.code ? reason : code(refusal.code)}
          {count > 1 && ` · ${t('times', { count: formatCount(count, clock.language) })}`}
        </span>
        <span className={classes.channel}>{refusal.channel}</span>
        <span className={classes.path} title={path}>
          {method} {path}
        </span>
        <div className={classes.fix}>
          <Fix refusal={refusal} client={known} short={!open} />
        </div>
        <UnstyledButton
          className={classes.toggle}
          aria-expanded={open}
          aria-label={t('details')}
          onClick={() => setAsked(!open)}
        >
          <Icon name="right" size={16} />
        </UnstyledButton>
      </div>
      {open && <RefusalDetails refusal={refusal} client={known?._id} channel={channel} />}
    </article>
  )
}
