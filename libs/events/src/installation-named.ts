import { declareEvent, type EventOf } from './declare-event.js';

export const INSTALLATION_NAMED = 'InstallationNamed';

/** Whose ledger this is. The vault that belongs to it bears the same id. */
export interface NamedInstallation {
  /** A random UUID. */
  readonly installation: string;
}

export const installationNamed = declareEvent<NamedInstallation>()({
  type: INSTALLATION_NAMED,
  version: 1,
  upcasters: [],
});
export type InstallationNamed = EventOf<typeof installationNamed>;
