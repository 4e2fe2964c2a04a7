import { belongsTogether, type Both } from './belongs-together.js';

const NEW: Both = { inLedger: undefined, inVault: undefined, isLedgerEmpty: true, hasVaultKeys: false };
const USED: Both = { ...NEW, isLedgerEmpty: false, hasVaultKeys: true };
const CONFIRMED = { id: 'a', confirmed: true };
const GIVEN = { id: 'a', confirmed: false };

describe('A ledger and a vault', () => {
  it.each<[string, Both, object]>([
    ['of one id go on', { ...USED, inLedger: 'a', inVault: CONFIRMED }, { do: 'go-on' }],
    ['of one id that was not confirmed yet are confirmed', { ...USED, inLedger: 'a', inVault: GIVEN }, { do: 'confirm' }],
    ['that are both new are named', NEW, { do: 'name' }],
    ['of which the vault alone was named are named again', { ...NEW, inVault: GIVEN }, { do: 'name' }],
    ['of an older version are adopted', USED, { do: 'adopt' }],
    ['whose adoption was interrupted are adopted', { ...USED, inVault: GIVEN }, { do: 'adopt' }],
    ['of two ids are refused', { ...USED, inLedger: 'b', inVault: CONFIRMED }, { do: 'refuse', why: 'not-together' }],
    ['of two ids, one just given, are refused', { ...NEW, inLedger: 'b', inVault: GIVEN }, { do: 'refuse', why: 'not-together' }],
  ])('%s', (_what, both, verdict) => expect(belongsTogether(both)).toEqual(verdict));

  it.each<[string, Both, string]>([
    ['a ledger that is empty beside a vault that was confirmed', { ...NEW, inVault: CONFIRMED }, 'ledger-missing'],
    ['a ledger that is empty beside a vault of an older version in use', { ...NEW, hasVaultKeys: true }, 'ledger-missing'],
    ['a vault that is new beside a ledger with an id', { ...NEW, inLedger: 'a', isLedgerEmpty: false }, 'vault-missing'],
    ['a vault without an id beside a ledger with one', { ...USED, inLedger: 'a' }, 'not-together'],
    ['a ledger without an id beside a vault that was confirmed', { ...USED, inVault: CONFIRMED }, 'not-together'],
  ])('is refused where there is %s', (_what, both, why) => expect(belongsTogether(both)).toEqual({ do: 'refuse', why }));
});
