import { shortcutsOf } from './shortcuts.js';

describe('the list of shortcuts', () => {
  it('has what the desk does anywhere, and nothing else where no slice brings any', () => {
    expect(shortcutsOf([]).map(({ keys }) => keys[0])).toEqual(['/', 'Esc', '?']);
  });

  it('says once what the same keys do in several places', () => {
    const help = (where: string) => [{ keys: ['J', 'K'], does: 'Next and previous', where }];
    const lines = shortcutsOf([{ pages: [{ help: help('of the timeline') }, { help: help('of the queue') }] }]);
    expect(lines).toContainEqual({ keys: ['J', 'K'], does: 'Next and previous of the timeline, of the queue' });
  });

  it('has the keys of pages, and of what one can do from a card', () => {
    const lines = shortcutsOf([
      { pages: [{ key: { letter: 'q', does: 'Quarantine' } }] },
      { pages: [], cardActions: [{ key: { letter: 'w', does: 'Why', where: 'on a card' } }] },
    ]);
    expect(lines).toContainEqual({ keys: ['Q'], does: 'Quarantine' });
    expect(lines).toContainEqual({ keys: ['W'], does: 'Why on a card' });
  });
});
