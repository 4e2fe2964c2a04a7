import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mountSmallDisk } from '#sqlite/testing';
import { openSqliteVault } from './open-sqlite-vault.js';

const disk = mountSmallDisk(4);
const keysDir = mkdtempSync(join(tmpdir(), 'vault-keys-'));
afterAll(() => {
  disk?.remove();
  rmSync(keysDir, { recursive: true });
});

describe(`a vault on a full disk${disk ? '' : ' (needs root to mount a small one)'}`, () => {
  (disk ? it : it.skip)(
    'says so, also where it is opened, keeps nothing of what failed, and goes on once there is room',
    async () => {
      if (!disk) return;
      const open = () => openSqliteVault({ path: join(disk.path, 'vault.db'), keysDir });
      const many = Array.from({ length: 500 }, (_, n) => ({ type: 'email', value: `ada-${n}@example.org` }));
      const vault = open();
      disk.fill();
      await expect(vault.handles(many)).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringContaining('free some'),
      });
      disk.empty();
      const handles = await vault.handles(many);
      await vault.close();

      disk.fill();
      expect(open).toThrow(expect.objectContaining({ code: 'disk-full' }));
      disk.empty();
      const again = open();
      expect(await again.find(many)).toEqual(handles);
      await again.close();
    },
  );
});
