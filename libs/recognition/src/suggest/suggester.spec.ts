import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asHandle } from '#events';
import { openSqliteVault, type Profile, type SqliteVault } from '#vault';
import { recognitionViews } from '../views/recognition-views.js';
import { defaultRules } from '../rules/parse-rules.js';
import { decision, inOrder, touchpoint, type TestDecision } from '../testing/events.js';
import { TemporaryViews } from '../testing/sqlite-views.js';
import { suggestMatches, type SuggesterSources } from './suggester.js';

const rules = defaultRules();
const now = new Date('2026-06-01T00:00:00Z');
const at = Date.UTC(2026, 0, 1);
const ada: Profile = {
  name: 'Ada Byron',
  birthDate: '1985-12-10',
  address: { lines: ['1 Mill Lane'], postcode: 'CB1 2AB', city: 'Cambridge' },
};
const misspelt: Profile = { ...ada, name: 'Ada Bryon', birthDate: '1985-12-01' };

describe('suggesting matches', () => {
  let temporary: TemporaryViews;
  let folder: string;
  let vault: SqliteVault;
  beforeEach(() => {
    temporary = new TemporaryViews();
    folder = mkdtempSync(join(tmpdir(), 'suggester-'));
    vault = openSqliteVault({ path: join(folder, 'vault.db'), keysDir: join(folder, 'keys') });
  });
  afterEach(async () => {
    await vault.close();
    temporary.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Customers that each stated a profile; the decision is on the first two. */
  async function given(
    profiles: readonly Profile[],
    made?: Pick<TestDecision, 'verdict'>,
  ): Promise<SuggesterSources & { handles: readonly string[] }> {
    const resolved = await vault.handles(profiles.map((_, i) => ({ type: 'customer-number', value: `C-${1000 + i}` })));
    const handles = resolved.map((identifier) => identifier?.handle ?? '');
    await vault.profiles(profiles.map((profile, i) => ({ hub: asHandle(handles[i] ?? ''), profile })));
    const calls = handles.map((handle, i) => {
      const event = touchpoint({ id: `t${i}`, at, parties: [[handle]] }, rules);
      return {
        ...event,
        data: {
          ...event.data,
          parties: [{ ...event.data.parties[0], identifiers: [{ handle: asHandle(handle), type: 'customer-number' }] }] as const,
        },
      };
    });
    const decisions = made ? [decision({ ...made, pair: [handles[0] ?? '', handles[1] ?? ''], at })] : [];
    const reader = await temporary.of(recognitionViews(rules), inOrder([...calls, ...decisions]));
    return { suggestions: vault.suggestions, reader, rules, handles };
  }

  it('proposes the misspelt one, says why, and nobody else', async () => {
    const sources = await given([
      ada,
      { name: 'George Gordon', birthDate: '1955-01-22', address: { postcode: 'NW1 6XE' } },
      misspelt,
    ]);
    expect(await suggestMatches(sources, { limit: 10, now })).toEqual({ looked: 3, suggested: 1 });
    const { items } = await vault.suggestions.page(undefined, 10);
    expect(items).toHaveLength(1);
    expect(new Set([items[0]?.a, items[0]?.b])).toEqual(new Set([sources.handles[0], sources.handles[2]]));
    expect(items[0]?.reasons).toEqual(
      expect.arrayContaining(['Nearly the same surname.', 'Birth dates differ in one place only.']),
    );
  });

  it('goes on where it left off and finds pairs across its steps', async () => {
    const sources = await given([ada, misspelt]);
    expect(await suggestMatches(sources, { limit: 1, now })).toEqual({ looked: 1, suggested: 0 });
    expect(await suggestMatches(sources, { limit: 1, now })).toEqual({ looked: 1, suggested: 1 });
    expect(await suggestMatches(sources, { limit: 1, now })).toEqual({ looked: 0, suggested: 0 });
  });

  it.each(['link', 'separate', 'dismiss'] as const)('does not ask again after %s', async (verdict) => {
    const sources = await given([ada, misspelt], { verdict });
    expect(await suggestMatches(sources, { limit: 10, now })).toEqual({ looked: 2, suggested: 0 });
  });
});
