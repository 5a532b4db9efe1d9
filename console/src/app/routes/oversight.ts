import { createRoute } from '@tanstack/react-router'
import { AuditsSearch } from '../../features/audits/search.ts'
import { HistorySearch } from '../../features/history/search.ts'
import { LegalHoldsSearch } from '../../features/legal-holds/search.ts'
import { NoticesSearch } from '../../features/notices/search.ts'
import { guardPage, underShell } from './root.tsx'

// The pages that tell who did what.

const history = createRoute({
  ...underShell,
  path: '/history',
  validateSearch: HistorySearch,
  component: guardPage('history', async () => (await import('../../features/history/page.tsx')).HistoryPage),
})
const audits = createRoute({
  ...underShell,
  path: '/audits',
  validateSearch: AuditsSearch,
  component: guardPage('audits', async () => (await import('../../features/audits/page.tsx')).AuditsPage),
})
const patientReport = createRoute({
  ...underShell,
  path: '/audits/patients',
  component: guardPage(
    'audits',
    async () => (await import('../../features/patient-report/page.tsx')).PatientReportPage,
  ),
})
const legalHolds = createRoute({
  ...underShell,
  path: '/audits/holds',
  validateSearch: LegalHoldsSearch,
  component: guardPage('audits', async () => (await import('../../features/legal-holds/page.tsx')).LegalHoldsPage),
})

const notices = createRoute({
  ...underShell,
  path: '/notices',
  validateSearch: NoticesSearch,
  component: guardPage('notices', async () => (await import('../../features/notices/page.tsx')).NoticesPage),
})
const leak = createRoute({
  ...underShell,
  path: '/clients/leaked',
  component: guardPage('clients', async () => (await import('../../features/leak/page.tsx')).LeakPage),
})
const shadow = createRoute({
  ...underShell,
  path: '/refusals/shadow',
  component: guardPage('shadow', async () => (await import('../../features/shadow/page.tsx')).ShadowPage),
})

export const oversightPages = [history, audits, patientReport, legalHolds, notices, leak, shadow] as const
