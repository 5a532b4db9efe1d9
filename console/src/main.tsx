import './lib/strict.ts'
import '@mantine/core/styles.css'
import './ui/global.css'
import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient, router } from './app/router.tsx'
import { theme, variables } from './app/theme.ts'
import { preferences } from './lib/preferences.ts'

const follow = () => {
  document.documentElement.lang = preferences.get().language
}
follow()
preferences.subscribe(follow)

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
