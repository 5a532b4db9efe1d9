import './lib/strict.ts'
import '@mantine/core/styles.css'
import './ui/global.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { router } from './app/router.ts'
import { queryClient } from './app/routes/root.tsx'
import { theme, variables } from './app/theme.ts'
import { explanations } from './lib/api/read-problem.ts'
import { preferences } from './lib/preferences.ts'
import { showLanguage } from './messages/current.ts'
import { loadExplanations } from './messages/problems.ts'

const root = document.getElementById('root')

async function start(element: HTMLElement) {
  explanations.set(loadExplanations)
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
