import { createRoute } from '@tanstack/react-router'
import { IssueSearch, IssuesSearch } from '../../features/issues/search.ts'
import { LogsSearch } from '../../features/logs/search.ts'
import { PeriodSearch } from '../../features/metrics/search.ts'
import { RefusalsSearch } from '../../features/refusals/search.ts'
import { RetentionSearch } from '../../features/retention/search.ts'
import { TaskSearch, TasksSearch } from '../../features/tasks/search.ts'
import { TransactionSearch, TransactionsSearch } from '../../features/transactions/search.ts'
import { VisualizerSearch } from '../../features/visualizer/search.ts'
import { guardPage, underShell } from './root.tsx'

// The pages of what passed through the gateway.

const dashboard = createRoute({
  ...underShell,
  path: '/',
  validateSearch: PeriodSearch,
  component: guardPage(
    'dashboard',
    async () => (await import('../../features/dashboard/page.tsx')).DashboardPage,
    'first',
  ),
})
const now = createRoute({
  ...underShell,
  path: '/now',
  component: guardPage('now', async () => (await import('../../features/now/page.tsx')).NowPage, 'first'),
})
const transactions = createRoute({
  ...underShell,
  path: '/transactions',
  validateSearch: TransactionsSearch,
  component: guardPage(
    'transactions',
    async () => (await import('../../features/transactions/list/page.tsx')).TransactionsPage,
    'lists',
  ),
})
const transaction = createRoute({
  ...underShell,
  path: '/transactions/$id',
  validateSearch: TransactionSearch,
  component: guardPage(
    'transactions',
    async () => (await import('../../features/transactions/detail/page.tsx')).TransactionPage,
  ),
})
const tasks = createRoute({
  ...underShell,
  path: '/tasks',
  validateSearch: TasksSearch,
  component: guardPage('tasks', async () => (await import('../../features/tasks/page.tsx')).TasksPage),
})
const task = createRoute({
  ...underShell,
  path: '/tasks/$id',
  validateSearch: TaskSearch,
  component: guardPage('tasks', async () => (await import('../../features/tasks/detail.tsx')).TaskPage),
})
const refusals = createRoute({
  ...underShell,
  path: '/refusals',
  validateSearch: RefusalsSearch,
  component: guardPage('refusals', async () => (await import('../../features/refusals/page.tsx')).RefusalsPage),
})
const issues = createRoute({
  ...underShell,
  path: '/issues',
  validateSearch: IssuesSearch,
  component: guardPage('issues', async () => (await import('../../features/issues/page.tsx')).IssuesPage),
})
const issue = createRoute({
  ...underShell,
  path: '/issues/$id',
  validateSearch: IssueSearch,
  component: guardPage('issues', async () => (await import('../../features/issues/detail.tsx')).IssuePage),
})
const retention = createRoute({
  ...underShell,
  path: '/retention',
  validateSearch: RetentionSearch,
  component: guardPage('retention', async () => (await import('../../features/retention/page.tsx')).RetentionPage),
})
const visualizer = createRoute({
  ...underShell,
  path: '/visualizer',
  validateSearch: VisualizerSearch,
  component: guardPage('visualizer', async () => (await import('../../features/visualizer/page.tsx')).VisualizerPage),
})
const nodes = createRoute({
  ...underShell,
  path: '/nodes',
  component: guardPage('nodes', async () => (await import('../../features/nodes/page.tsx')).NodesPage),
})
const logs = createRoute({
  ...underShell,
  path: '/logs',
  validateSearch: LogsSearch,
  component: guardPage('logs', async () => (await import('../../features/logs/page.tsx')).LogsPage),
})

export const trafficPages = [
  dashboard,
  now,
  transactions,
  transaction,
  tasks,
  task,
  refusals,
  issues,
  issue,
  retention,
  visualizer,
  nodes,
  logs,
] as const
