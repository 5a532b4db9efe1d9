import { Alert } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useUser } from '../../lib/api/me.ts'
import { useWords } from '../../lib/use-words.ts'
import { Failure } from '../../ui/failure.tsx'
import { Page } from '../../ui/page.tsx'
import { appWords } from '../words.ts'
import { mayOpen, type PageKey } from './navigation.ts'

/** Shows a page to those who may open it; asks the server for nothing otherwise. */
export function Guard({ page, children }: { page: PageKey; children: ReactNode }) {
  const t = useWords(appWords)
  const user = useUser()
  if (!user || mayOpen(page, user.permissions)) return children
  return (
    <Page title={t('forbidden')}>
      <Alert color="red" role="alert">
        {t('forbidden.why')}
      </Alert>
    </Page>
  )
}

export function NoSuchPage() {
  const t = useWords(appWords)
  return (
    <Page title={t('missing')}>
      <Link to="/">{t('missing.back')}</Link>
    </Page>
  )
}

const again = () => window.location.reload()

/** Where nothing stands around a page. */
export const Broken = ({ error }: { error: unknown }) => (
  <main style={{ padding: 24 }}>
    <Failure error={error} retry={again} />
  </main>
)

/** In the place of a page, with the shell around it. */
export function BrokenPage({ error }: { error: unknown }) {
  const t = useWords(appWords)
  return (
    <Page title={t('broken')}>
      <Failure error={error} retry={again} />
    </Page>
  )
}

/** Where no page of the shell begins. */
export const NoSuchAddress = () => (
  <main style={{ padding: 24 }}>
    <NoSuchPage />
  </main>
)
