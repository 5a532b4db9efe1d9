import { createRoute } from '@tanstack/react-router'
import { HistorySearch } from '../../features/history/search.ts'
import { guardPage, underShell } from './root.tsx'

// The pages that tell who did what.

const history = createRoute({
  ...underShell,
  path: '/history',
  validateSearch: HistorySearch,
  component: guardPage('history', async () => (await import('../../features/history/page.tsx')).HistoryPage),
})

export const oversightPages = [history] as const
