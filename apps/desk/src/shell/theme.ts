import { createTheme, ModalHeader, type CSSVariablesResolver } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: 7,
  defaultRadius: 6,
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace',
  headings: { fontWeight: '650' },
  // A dialog's head is no banner of the page.
  components: { ModalHeader: ModalHeader.extend({ defaultProps: { role: 'none' } }) },
  colors: {
    petrol: ['#e9f4f3', '#d5e8e6', '#aad1ce', '#7fbab5', '#79cbc4', '#3f918c', '#267672', '#17615f', '#114d4b', '#0c3938'],
    red: ['#fbeae7', '#f5d3ce', '#ffb9b0', '#ffaba1', '#ff9d92', '#d9574b', '#bd3a2f', '#a62b21', '#84211a', '#611812'],
    dark: ['#e6e8e9', '#c3c9cd', '#a5aeb5', '#6f7a82', '#353c43', '#2b3137', '#24292e', '#1c2024', '#171a1d', '#101315'],
  },
});

/** Mantine's secondary text and placeholders fall short of 4.5:1; these do not, on every surface the desk uses. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1d2326',
    '--mantine-color-dimmed': '#575f64',
    '--mantine-color-placeholder': '#667077',
    '--mantine-color-error': '#a62b21',
    '--mantine-color-default-border': '#c9c4bb',
    '--mantine-color-anchor': '#17615f',
  },
  dark: {
    '--mantine-color-body': '#1c2024',
    '--mantine-color-text': '#e6e8e9',
    '--mantine-color-dimmed': '#a5aeb5',
    '--mantine-color-placeholder': '#959fa6',
    '--mantine-color-error': '#ff9d92',
    '--mantine-color-default': '#24292e',
    '--mantine-color-default-border': '#474f57',
    '--mantine-color-anchor': '#79cbc4',
  },
});
