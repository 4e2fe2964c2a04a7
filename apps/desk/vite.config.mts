import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** The API that `vite apps/desk` talks to while one works on the page. */
const server = process.env.TOUCHSTONE_URL ?? 'http://127.0.0.1:4180';
/** What is the server's; every other path is a page's. */
const SERVED = '^/(api/|health/|metrics|docs|openapi[.]json|asyncapi[.]json)';

export default defineConfig({
  base: '/',
  plugins: [react()],
  // '#desk' means libs/desk/src/index.ts (package.json "imports").
  resolve: { conditions: ['source', ...defaultClientConditions] },
  build: {
    outDir: '../../dist/apps/desk',
    emptyOutDir: true,
    // The page's content security policy allows no scripts or fonts in data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: { [SERVED]: server } },
});
