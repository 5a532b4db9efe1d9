import { Alert, Group, Text, Title } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMayAny } from '../../lib/api/me.ts'
import { useClock } from '../../lib/api/queries.ts'
import { formatCount } from '../../lib/times.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure } from '../../ui/failure.tsx'
import { ProblemList } from './list.tsx'
import { useProblems } from './queries.ts'

const maxShown = 4

/** The most urgent problems, for the top of the dashboard. */
export function NowSummary() {
  const t = useMessages('now')
  const app = useMessages('app')
  const mayAny = useMayAny()
  const { language } = useClock()
  const { problems, complete, error, since, retry } = useProblems()
  const more = problems.length - maxShown
  return (
    <section aria-labelledby="now" style={{ marginBottom: 24 }}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4" id="now">
          {t('title')}
        </Title>
        <Group gap="md">
          {mayAny('transaction-view-all') && <Link to="/issues">{app('issues')}</Link>}
          {more > 0 && <Link to="/now">{t('all', { count: formatCount(problems.length, language) })}</Link>}
        </Group>
      </Group>
      {error && <Failure error={error} retry={retry} />}
      {problems.length > 0 && <ProblemList problems={problems.slice(0, maxShown)} since={since} />}
      {complete && !error && problems.length === 0 && (
        <Alert color="green" role="status" py="xs">
          <Text size="sm">{t('none')}</Text>
        </Alert>
      )}
    </section>
  )
}
