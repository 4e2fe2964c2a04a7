import { declareEvent, type EventOf } from './declare-event.js';

export const INSTALLATION_NAMED = 'InstallationNamed';

/** The stream of the one event that names the installation. */
export const INSTALLATION_STREAM = 'installation';

/** The ledger got the id that its vault has, too: the two belong together. Once in a ledger. */
export interface NamedInstallation {
  /** A UUID. */
  readonly installation: string;
}

export const installationNamed = declareEvent<NamedInstallation>()({ type: INSTALLATION_NAMED, version: 1, upcasters: [] });
export type InstallationNamed = EventOf<typeof installationNamed>;
