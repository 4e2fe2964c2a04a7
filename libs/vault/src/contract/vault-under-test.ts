import { afterEach, beforeEach } from '@jest/globals';
import { asHandle, type Handle } from '#events';
import type { Quarantine } from '../quarantine.js';
import type { Suggestions } from '../suggestions.js';
import type { IdentifierInput, OpenRequest, Profile, SealRequest, Vault } from '../vault.js';

/** A vault with its quarantine and suggestions. */
export type WholeVault = Vault & { readonly quarantine: Quarantine; readonly suggestions: Suggestions };

/** An empty vault that takes British phone numbers, and a way to open the same one again beside it. */
export interface VaultUnderTest {
  readonly vault: WholeVault;
  beside(): Promise<WholeVault>;
  dispose(): Promise<void>;
}

/** Gives a fresh, empty vault each time. */
export type OpenVault = () => Promise<VaultUnderTest>;

export interface VaultForEach {
  readonly vault: WholeVault;
  beside(): Promise<WholeVault>;
  handleOf(identifier: IdentifierInput, where?: Vault): Promise<Handle>;
  sealed(request: SealRequest): Promise<OpenRequest>;
}

export const EMAIL: IdentifierInput = { type: 'email', value: 'Ada@Example.org' };
export const PHONE: IdentifierInput = { type: 'phone', value: '+44 20 7946 0018' };
export const CASE: IdentifierInput = { type: 'case-ref', value: 'C-1002' };
export const ADA: Profile = {
  name: 'Ada Byron',
  birthDate: '1815-12-10',
  address: { lines: ['1 Mill Lane'], postcode: 'CB1 2AB' },
};
export const ERASURE = { requestId: 'request-1', erasedAt: '2026-11-21T10:00:00Z' };
export const UNKNOWN = asHandle('00000000-0000-7000-8000-000000000000');

/** A vault of its own for each test of the surrounding `describe`. */
export function vaultForEach(open: OpenVault): VaultForEach {
  let opened: VaultUnderTest | undefined;
  const under = (): VaultUnderTest => {
    if (!opened) throw new Error('No vault is open outside of a test.');
    return opened;
  };
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened?.dispose();
    opened = undefined;
  });
  return {
    get vault() {
      return under().vault;
    },
    beside: async () => under().beside(),
    handleOf: async (identifier, where = under().vault) => {
      const [resolved] = await where.handles([identifier]);
      if (!resolved) throw new Error(`${identifier.type} is ignored`);
      return resolved.handle;
    },
    sealed: async (request) => {
      const [text = ''] = await under().vault.seal([request]);
      return { ...request, sealed: text };
    },
  };
}

export function section(hub: Handle, content: unknown, eventId = 'event-1'): SealRequest {
  return { stream: 'interaction-1', eventId, type: 'TouchpointRecorded', schemaVersion: 1, section: 'party:0', hub, content };
}
