import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useMayAny } from '../../lib/api/me.ts'
import { useMessages } from '../../messages/use-messages.ts'
import { Failure, Loading } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemList } from './list.tsx'
import { useProblems } from './queries.ts'

export function NowPage() {
  const t = useMessages('now')
  const app = useMessages('app')
  const mayAny = useMayAny()
  const { problems, complete, error, since, retry } = useProblems()
  return (
    <Page
      title={t('title')}
      intro={t('intro')}
      actions={mayAny('transaction-view-all') && <Link to="/issues">{app('issues')}</Link>}
    >
      {error && <Failure error={error} retry={retry} />}
      {!complete && <Loading />}
      {complete && !error && problems.length === 0 && (
        <Alert color="green" role="status">
          {t('none')}
        </Alert>
      )}
      {problems.length > 0 && <ProblemList problems={problems} since={since} />}
    </Page>
  )
}
