import type { IncomingMessage } from 'node:http';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';

/** The API that `vite apps/desk` talks to while one works on the page. */
const server = process.env.TOUCHSTONE_URL ?? 'http://127.0.0.1:3000';
/** Everything but what Vite itself serves: its own paths, and the sources. */
const API = '^/(?!@|src/|node_modules/|index\\.html)';
/** What a browser opens is a page of the desk, whatever its address; what the page asks for is the API's. */
const unlessPage = ({ headers, url }: IncomingMessage) => (headers.accept?.includes('text/html') ? url : undefined);

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
  server: { proxy: { [API]: { target: server, bypass: unlessPage } } },
});
