import { Text } from '@mantine/core'
import { systemApi } from '@mediary/contract/system'
import { useQuery } from '@tanstack/react-query'
import { type CallResult, call } from '../../lib/api/call.ts'
import { aboutQuery, useClock } from '../../lib/api/queries.ts'
import { basePath } from '../../lib/base-path.ts'
import { formatMoment } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Facts } from '../../ui/facts.tsx'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'

export function AboutPage() {
  const t = useMessages('about')
  const clock = useClock()
  const about = useQuery(aboutQuery)
  const beat = useQuery({
    queryKey: ['heartbeat'],
    queryFn: () => call(systemApi.heartbeat, {}),
    refetchInterval: 10_000,
  })
  return (
    <Page title={t('title')}>
      <Text maw={640} mb="lg">
        {t('what')}
      </Text>
      {about.isPending && <Loading />}
      {about.isError && <Failure error={about.error} retry={() => void about.refetch()} />}
      {about.data && (
        <Facts
          facts={[
            [t('version'), about.data.version],
            [t('zone'), about.data.serverTimezone],
            [t('time'), beat.data && formatMoment(beat.data.now, clock)],
            [t('since'), beat.data && formatMoment(beat.data.now - beat.data.master * 1000, clock)],
            [t('gateway'), formatListeners(about.data.gateway)],
            [
              t('documentation'),
              <a key="documentation" href={`${basePath}/documentation/`}>
                {`${window.location.origin}${basePath}/documentation/`}
              </a>,
            ],
            [t('speaks'), `OpenHIM ${about.data.currentCoreVersion}`],
            [t('licence'), 'MPL-2.0'],
          ]}
        />
      )}
    </Page>
  )
}

type Gateway = CallResult<typeof systemApi.about>['gateway']

const formatListeners = ({ hostname, httpPort, httpsPort }: Gateway) =>
  `https://${hostname}:${httpsPort}, http://${hostname}:${httpPort}`
