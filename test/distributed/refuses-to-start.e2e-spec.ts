import { join } from 'node:path';
import { temporaryDatabase, type TemporaryDatabase } from '#postgres/testing';
import { openPostgresVault } from '#vault/postgres';
import { startProgram, temporaryFolder } from '../e2e/server.js';

jest.setTimeout(60_000);

const group = process.env['POSTGRES_URL'] ? describe : describe.skip;

group('A service that cannot start yet says why, without a stack trace (needs POSTGRES_URL)', () => {
  const folder = temporaryFolder();
  const keys = join(folder.path, 'keys');
  let database: TemporaryDatabase;
  beforeAll(async () => {
    database = await temporaryDatabase();
  });
  afterAll(async () => {
    await database.drop();
    folder.remove();
  });

  async function refusal(): Promise<string> {
    const settings = {
      EVENTSTOREDB_URL: 'esdb://127.0.0.1:1?tls=false',
      POSTGRES_URL: database.url,
      TOUCHSTONE_KEYS: keys,
      TOUCHSTONE_DATA: join(folder.path, 'data'),
    };
    return startProgram('customers', settings).then(
      () => 'It started.',
      (error: unknown) => String(error),
    );
  }

  it('where nobody made the vault', async () => {
    const said = await refusal();
    expect(said).toContain('exit code 69');
    expect(said).toContain('Start the service that writes it first.');
    expect(said).not.toMatch(/^ +at /m);
  });

  it('while a ledger is being moved in', async () => {
    await (await openPostgresVault({ url: database.url, keysDir: keys })).close();
    await database.query("INSERT INTO touchstone_vault.meta (name, value) VALUES ('transfer', 1)");
    const said = await refusal();
    expect(said).toContain('exit code 75');
    expect(said).toContain('touchstone ledger copy');
    expect(said).not.toMatch(/^ +at /m);
  });
});
