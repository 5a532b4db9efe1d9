import type { MadeByImport } from '@mediary/contract/clients/import'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { aboutQuery, useClock } from '../../lib/api/queries.ts'
import { basePath } from '../../lib/base-path.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { QrCode } from '../../ui/credentials/qr-code.tsx'
import { buildEnrolmentLink } from '../certificates/enrolment/link.ts'
import classes from './sheets.module.css'

/** Prints one sheet of paper for each client. Only the printer shows them. */
export function Sheets({ made }: { made: readonly MadeByImport[] }) {
  const about = useQuery(aboutQuery)
  const ready = !about.isPending
  useEffect(() => {
    if (ready) window.print()
  }, [ready])
  const host = about.data?.gateway
  const address = host && `https://${host.hostname}:${host.httpsPort}`
  return createPortal(
    <div className={classes.sheets} data-testid="sheets">
      {made.map((one) => (
        <Sheet key={one._id} made={one} address={address ?? ''} />
      ))}
    </div>,
    document.body,
  )
}

function Sheet({ made, address }: { made: MadeByImport; address: string }) {
  const t = useMessages('clientImport')
  const clock = useClock()
  const { clientID, name, password, token, enrolment } = made
  return (
    <article className={classes.sheet}>
      <h1>{name}</h1>
      <p>{t('sheet.intro', { address })}</p>
      <dl>
        <Line name={t('sheet.id')} value={clientID} />
        {password && <Line name={t('password')} value={password} />}
        {token && <Line name={t('token')} value={token} />}
        {token && <Line name={t('sheet.header')} value={`Authorization: Custom ${token}`} />}
      </dl>
      {enrolment && (
        <>
          <h2>{t('sheet.certificate')}</h2>
          <p>{t('sheet.open')}</p>
          <Code text={buildEnrolmentLink(`${window.location.origin}${basePath}`, enrolment.code)} />
          <dl>
            <Line name={t('code')} value={enrolment.code} />
            <Line name={t('sheet.until')} value={formatMoment(enrolment.expires, clock, 'without')} />
          </dl>
        </>
      )}
      <p>{t('sheet.secret')}</p>
    </article>
  )
}

const Line = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
)

/** A QR code, with the text that it holds. */
function Code({ text }: { text: string }) {
  return (
    <>
      <QrCode text={text} label={text} className={classes.code} />
      <p className={classes.link}>{text}</p>
    </>
  )
}
