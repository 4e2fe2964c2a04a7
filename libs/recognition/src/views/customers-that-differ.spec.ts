import type { Announcement } from '#views';
import type { LedgerEvent } from '#events';
import { inOrder, touchpoint } from '../testing/events.js';
import { TemporaryViews } from '../testing/sqlite-views.js';
import { parseRules } from '../rules/parse-rules.js';
import { DEFAULT_RULES_YAML } from '../rules/default-rules.js';
import { customersThatDiffer } from './customers-that-differ.js';
import { recognitionViews } from './recognition-views.js';

const standard = parseRules(DEFAULT_RULES_YAML);
/** The same, but a telephone joins nobody. */
const careful = parseRules(
  DEFAULT_RULES_YAML.replace('phone: { label: Phone, tier: 4,', 'phone: { label: Phone, joins: false, tier: 4,').replace(
    'version: 1',
    'version: 2',
  ),
);

describe('what a promotion tells subscribers of recognition', () => {
  let temporary: TemporaryViews;
  beforeEach(() => {
    temporary = new TemporaryViews();
  });
  afterEach(() => temporary.dispose());

  const on = (at: number, ...names: string[]): LedgerEvent =>
    touchpoint({ id: `t${at}`, at: at * 86_400_000, parties: [names] }, standard);
  const events = inOrder([on(100, 'email:1', 'phone:1'), on(200, 'email:2', 'phone:1'), on(300, 'email:3')]);

  async function told(from: typeof standard, to: typeof standard, formerly = events): Promise<Announcement[]> {
    const before = await temporary.of(recognitionViews(from), formerly);
    const after = await temporary.of(recognitionViews(to), events);
    const all: Announcement[] = [];
    for await (const announcement of customersThatDiffer(before, after)) all.push(announcement);
    return all;
  }

  it('is who was parted, with the identifiers that moved, and which customers changed', async () => {
    const all = await told(standard, careful);
    const identity = all.filter(({ topic }) => topic === 'identity').map(({ message }) => message);
    expect(identity).toEqual([
      { type: 'split', from: 'email:1', to: 'email:2', handles: ['email:2'], position: '3' },
      { type: 'split', from: 'email:1', to: 'phone:1', handles: ['phone:1'], position: '3' },
    ]);
    expect(new Set(all.filter(({ topic }) => topic === 'customers').map(({ key }) => key))).toEqual(
      new Set(['email:1', 'email:2', 'phone:1']),
    );
  });

  it('is who became one', async () => {
    const identity = (await told(careful, standard)).filter(({ topic }) => topic === 'identity');
    expect(identity.map(({ key, message }) => [key, (message as { type: string }).type])).toEqual([
      ['email:1', 'merged'],
      ['email:1', 'merged'],
    ]);
  });

  it('is who was parted also where the edition before knew more identifiers than fit a page, of events that this one cannot read', async () => {
    const others = Array.from({ length: 1200 }, (_, n) => on(n, `cookie:${n}`));
    const all = await told(standard, careful, inOrder([...events, ...others]));
    expect(all.filter(({ topic }) => topic === 'identity').map(({ key }) => key)).toEqual(['email:2', 'phone:1']);
  });

  it('is nothing where nothing differs', async () => expect(await told(standard, standard)).toEqual([]));
});
