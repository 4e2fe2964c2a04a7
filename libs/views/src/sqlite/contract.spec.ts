import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewsContract } from '../contract.js';
import type { Row, Value } from '../views.js';
import { EditionsFolder } from './editions-folder.js';

viewsContract('SQLite', async () => {
  const path = mkdtempSync(join(tmpdir(), 'touchstone-views-'));
  const folder = new EditionsFolder(path);
  return {
    create: async (set) => folder.create(set),
    writer: (set, edition) => folder.writer(set, edition),
    promote: async ({ name }, edition) => folder.promote(name, edition),
    drop: async (set, edition) => folder.drop(set, edition),
    editions: async (set) => folder.editions(set),
    serving: async (set) => folder.serving(set),
    state: async (set, edition) => folder.state(set, edition),
    read: async <R extends Row>(set: string, sql: string, params?: readonly Value[]) => {
      const reader = folder.reader(set);
      try {
        return await reader.all<R>(sql, params);
      } finally {
        reader.close();
      }
    },
    close: async () => rmSync(path, { recursive: true }),
  };
});
