import './ui/base.css'
import './ui/global.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { preloadPage } from './app/preload.ts'
import { router } from './app/router.ts'
import { queryClient } from './app/routes/root.tsx'
import { theme, variables } from './app/theme.ts'
import { keepLastKnown, takeLastKnown } from './lib/api/last-known.ts'
import { getSessionTimeout, meQuery, verifyUser } from './lib/api/me.ts'
import { explanations } from './lib/api/read-problem.ts'
import { preferences } from './lib/preferences.ts'
import { showLanguage } from './messages/current.ts'
import { loadExplanations } from './messages/problems.ts'

const root = document.getElementById('root')

async function start(element: HTMLElement) {
  explanations.set(loadExplanations)
  // The page, its messages and the user are awaited at once. On a slow link each one after the other would cost a second.
  preloadPage(router, router.latestLocation.pathname)
  if (takeLastKnown(queryClient) && queryClient.getQueryData(meQuery.queryKey)) void verifyUser(queryClient)
  else void queryClient.prefetchQuery(meQuery)
  keepLastKnown(queryClient, () => getSessionTimeout(queryClient))
  await showLanguage(preferences.get().language)
  createRoot(element).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
}

if (root)
  start(root).catch(() => {
    // No message in the person's language could be loaded.
    root.textContent = 'The console could not be loaded. Reload the page.'
  })
