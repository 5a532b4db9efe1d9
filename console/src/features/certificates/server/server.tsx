import { Alert, Button, Group, Stack } from '@mantine/core'
import type { keystoreApi } from '@mediary/contract/keystore'
import type { CallResult } from '../../../lib/api/call.ts'
import { useMay } from '../../../lib/api/me.ts'
import { useClock } from '../../../lib/api/queries.ts'
import { download } from '../../../lib/download.ts'
import { formatMoment } from '../../../lib/times.ts'
import { useMessages } from '../../../messages/use-messages.ts'
import { Facts } from '../../../ui/facts.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { Section } from '../../../ui/page.tsx'
import { Expiry } from '../expiry.tsx'
import { toFileName } from '../files.ts'
import type { SetSearch } from '../search.ts'

type Shown = CallResult<typeof keystoreApi.serverCertificate>

/** The certificate in service, and the problem with the configured one. */
export function ServerCertificate({ shown, open }: { shown: Shown; open: SetSearch }) {
  const t = useMessages('certificates')
  const clock = useClock()
  const { country, state, locality, validity } = shown
  return (
    <Section id="server" title={t('server')} intro={t('server.intro')} actions={<Replace shown={shown} open={open} />}>
      <Stack gap="xs" mb="xs">
        {shown.fault && (
          <Alert color="red" role="alert">
            {shown.fault}
          </Alert>
        )}
        {shown.waitsFor && (
          <Alert color="orange" role="status">
            {t(`waits.${shown.waitsFor}`)}
          </Alert>
        )}
        {shown.watchFSForCert && (
          <Alert color="yellow" role="status">
            {t('server.watched')}
          </Alert>
        )}
        {!shown.fault && !shown.waitsFor && (
          <Alert color="green" role="status">
            {t('server.matches')}
          </Alert>
        )}
      </Stack>
      <Facts
        facts={[
          [t('name'), shown.commonName],
          [t('organization'), shown.organization],
          [t('unit'), shown.organizationUnit],
          [t('place'), [locality, state, country].filter(Boolean).join(', ')],
          [t('email'), shown.emailAddress],
          [t('alternatives'), shown.subjectAltNames.join(', ')],
          [t('starts'), formatMoment(validity.start, clock, 'without')],
          [t('expiry'), <Expiry key="expiry" validity={validity} />],
          [
            t('fingerprint'),
            <code key="fingerprint" style={{ overflowWrap: 'anywhere' }}>
              {shown.fingerprint256}
            </code>,
          ],
        ]}
      />
    </Section>
  )
}

function Replace({ shown, open }: { shown: Shown; open: SetSearch }) {
  const p = useMessages('keyPair')
  const may = useMay()
  const name = shown.commonName ?? 'server'
  return (
    <Group>
      <Button
        variant="default"
        leftSection={<Icon name="download" size={14} />}
        onClick={() => download(`${toFileName(name)}.cert.crt`, shown.data)}
      >
        {p('download.cert')}
      </Button>
      {may('certificates-manage') && !shown.watchFSForCert && (
        <>
          <Button variant="default" onClick={() => open({ open: 'server' })}>
            {p('upload.server')}
          </Button>
          <Button variant="default" onClick={() => open({ open: 'make-server' })}>
            {p('make.server')}
          </Button>
        </>
      )}
    </Group>
  )
}
