import { decideInstallation } from './decide-installation.js';

const [ID, OTHER] = ['6f1d0c9a-6a4e-4c0e-9d8e-3f6f2f6c1a55', '0b7a7d5e-3a58-4d0b-8c49-7b0c5a1d2e3f'];

describe('Whether a ledger and a vault belong together', () => {
  it.each([
    ['neither was named', undefined, undefined, { do: 'name' }],
    ['a start was killed before the ledger was named', undefined, { id: ID, confirmed: false }, { do: 'name' }],
    ['a start was killed before the vault was confirmed', ID, { id: ID, confirmed: false }, { do: 'confirm', id: ID }],
    ['both bear the same id', ID, { id: ID, confirmed: true }, { do: 'go-on', id: ID }],
    ['the vault was confirmed and the ledger has no name', undefined, { id: ID, confirmed: true }, 'ledger-missing'],
    ['the ledger has a name and the vault has none', ID, undefined, 'vault-missing'],
    ['they bear different ids', ID, { id: OTHER, confirmed: true }, 'other-installation'],
    ['another installation named the ledger first', ID, { id: OTHER, confirmed: false }, 'other-installation'],
  ] as const)('where %s', (_case, ledger, vault, decided) => {
    const expected = typeof decided === 'string' ? { do: 'refuse', why: decided } : decided;
    expect(decideInstallation({ ledger, vault })).toEqual(expected);
  });
});
