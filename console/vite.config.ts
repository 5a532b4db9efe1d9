import { defineConfig } from 'vite'
import { nameChunks } from './build/chunks.ts'
import { componentStyles } from './build/component-styles.ts'
import { contractWithoutSchemas } from './build/contract.ts'

export default defineConfig({
  base: '/console/',
  plugins: [contractWithoutSchemas(), componentStyles()],
  // The console may stand below a path of a proxy: code finds its parts beside itself. The server corrects the page.
  experimental: { renderBuiltUrl: (_file, { hostType }) => (hostType === 'html' ? undefined : { relative: true }) },
  build: {
    target: 'es2023',
    // The browsers that know light-dark(), so that it is not rewritten into something that follows no choice of ours.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Small images inlined as data: addresses would need a weaker Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Mantine marks its files for servers that render; here nothing is rendered on a server.
      onwarn: (warning, warn) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && warn(warning),
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\//, priority: 2 },
            { name: nameChunks(), debugName: 'views', priority: 1, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
})
