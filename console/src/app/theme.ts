import { type CSSVariablesResolver, createTheme } from '@mantine/core'

// The guide's dark green, and lighter ones of it.
const green = [
  '#e8f7ee',
  '#d3ecdd',
  '#a9d9bc',
  '#7bc497',
  '#54b378',
  '#3aa763',
  '#2b9a56',
  '#1d8549',
  '#12743e',
  '#036633',
] as const

export const theme = createTheme({
  colors: { green: green },
  primaryColor: 'green',
  primaryShade: { light: 9, dark: 8 },
  cursorType: 'pointer',
  autoContrast: true,
  respectReducedMotion: true,
  components: {
    // Letters that fade into other colours cannot be read meanwhile.
    SegmentedControl: { defaultProps: { transitionDuration: 0 } },
    // A dialog's head is no banner of the page. Named, not imported: the first view has no dialog.
    Modal: { defaultProps: { attributes: { header: { role: 'none' } } } },
  },
})

/** Muted texts and faults dark enough to be read by everyone: 4.5 to 1 at least. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#545d66',
    '--mantine-color-placeholder': '#6a737c',
    '--mantine-color-error': '#b42318',
  },
  dark: {
    '--mantine-color-dimmed': '#b0b0b0',
    '--mantine-color-placeholder': '#a0a0a0',
    '--mantine-color-error': '#ff8a80',
    '--mantine-color-anchor': '#7bc497',
  },
})
