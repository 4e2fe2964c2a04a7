import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The API that `vite apps/desk` talks to while one works on the page. */
const server = process.env.TOUCHSTONE_URL ?? 'http://127.0.0.1:3000';
const api = ['/customers', '/touchpoints', '/identity', '/kinds', '/session', '/views', '/quarantine', '/health'];

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/apps/desk',
    emptyOutDir: true,
    // The page's content security policy allows no scripts or fonts in data: addresses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
  },
  server: { proxy: Object.fromEntries(api.map((path) => [path, server])) },
});
