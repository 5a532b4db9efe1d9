// Loads the styles of a component of Mantine with the component, so that a page loads no styles of components that it does
// not show. They are in a cascade layer: the order in which pages load them never changes what the console's own rules do.

import type { Plugin } from 'vite'

const component = /\/@mantine\/core\/esm\/.*\.mjs$/
const names = /^import \w+ from "[^"]*\/(\w+)\.module\.mjs"/gm

export const componentStyles = (): Plugin => ({
  name: 'component-styles',
  enforce: 'pre',
  transform(code, id) {
    if (!component.test(id)) return undefined
    const styles = [...code.matchAll(names)].map(([, name]) => `import '@mantine/core/styles/${name}.layer.css'`)
    // After the other imports: a component comes after those that it is made of.
    return styles.length > 0 ? { code: `${code}\n${styles.join('\n')}`, map: null } : undefined
  },
})
