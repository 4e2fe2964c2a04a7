import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asSealed,
  TOUCHPOINT_RECORDED,
  touchpointRecorded,
  upcast,
  type CaseStatus,
  type Handle,
  type Money,
  type NewTouchpointRecorded,
  type PartySecrets,
  type RecordedParty,
  type TouchpointData,
} from '#events';
import { openSqliteEventStore, type EventStore } from '#event-store';
import { openSqliteVault, type Profile, type SqliteVault, type VaultUnit } from '#vault';
import { EditionsFolder, type SqliteViewReader } from '#views';
import type { CustomerSources } from '../queries/customer-sources.js';
import { customersViews } from '../views/customers-views.js';
import { KnownIdentities } from './known-identities.js';

export interface Stated {
  readonly occurredAt: string;
  readonly recordedAt?: string;
  readonly kind?: string;
  readonly channel?: string;
  readonly department?: string;
  readonly handledBy?: string;
  readonly subject?: string;
  readonly content?: string;
  readonly amount?: Money;
  readonly case?: { readonly ref: string; readonly status: CaseStatus };
  readonly details?: Readonly<Record<string, unknown>>;
  readonly parties: readonly (Profile & {
    readonly role?: string;
    readonly by: readonly (readonly [type: string, value: string])[];
  })[];
}

const VIEWS = customersViews({ publishes: false });

/** A ledger, a vault and the views of customers, all real, in a temporary folder. */
export class Company implements CustomerSources {
  readonly folder = mkdtempSync(join(tmpdir(), 'customers-'));
  readonly identity = new KnownIdentities();
  readonly ledger: EventStore;
  readonly vault: SqliteVault;
  readonly customers: SqliteViewReader;
  readonly #editions: EditionsFolder;
  readonly #edition: number;
  #now = 0;
  #recorded = 0;

  constructor() {
    this.vault = openSqliteVault({ path: join(this.folder, 'vault.db'), keysDir: join(this.folder, 'keys') });
    this.ledger = openSqliteEventStore(join(this.folder, 'ledger.db'), { now: () => this.#now });
    this.#editions = new EditionsFolder(join(this.folder, 'views'));
    this.#edition = this.#editions.create(VIEWS);
    this.#editions.promote(VIEWS.name, this.#edition);
    this.customers = this.#editions.reader(VIEWS.name);
  }

  /** Records touchpoints in this order and brings views and identities up to date. */
  async record(...touchpoints: readonly Stated[]): Promise<void> {
    const events = await this.vault.transaction(async (unit) => {
      const sealed: NewTouchpointRecorded[] = [];
      for (const touchpoint of touchpoints) sealed.push(await this.#seal(unit, touchpoint));
      return sealed;
    });
    // Those recorded at the same moment share a commit.
    const commit: Promise<unknown>[] = [];
    for (const [index, event] of events.entries()) {
      const now = recordedAt(touchpoints[index]);
      if (now !== this.#now) await Promise.all(commit.splice(0));
      this.#now = now;
      commit.push(this.ledger.append(streamOf(event.data.externalId), [event], 'none'));
    }
    await Promise.all(commit);
    await this.#project();
  }

  /** The customer known by this identifier. */
  async idOf(type: string, value: string): Promise<string> {
    const handle = await this.handleOf(type, value);
    return (await this.identity.customersOf([handle])).get(handle) ?? 'nobody';
  }

  async handleOf(type: string, value: string): Promise<Handle> {
    const [found] = await this.vault.find([{ type, value }]);
    if (!found) throw new Error(`No ${type} like this was recorded.`);
    return found.handle;
  }

  async close(): Promise<void> {
    this.customers.close();
    await this.ledger.close();
    await this.vault.close();
    rmSync(this.folder, { recursive: true });
  }

  async #seal(unit: VaultUnit, touchpoint: Stated): Promise<NewTouchpointRecorded> {
    const id = randomUUID();
    const externalId = String((this.#recorded += 1));
    const stream = streamOf(externalId);
    const parties: RecordedParty[] = [];
    const known = touchpoint.case && (await unit.handles([{ type: 'case-ref', value: touchpoint.case.ref }]))[0];
    for (const [index, { role = 'caller', by, ...profile }] of touchpoint.parties.entries()) {
      const stated = by.map(([type, value]) => ({ type, value }));
      const identifiers = (await unit.handles(stated)).flatMap((found) =>
        found ? { handle: found.handle, type: found.type } : [],
      );
      const hub = identifiers[0]?.handle;
      if (hub === undefined) throw new Error('A party needs an identifier.');
      const [profileHandle] = Object.keys(profile).length > 0 ? await unit.profiles([{ hub, profile }]) : [];
      const { subject, content, details } = touchpoint;
      const caseRef = touchpoint.case?.ref;
      const secrets: PartySecrets = {
        identifiers: stated,
        ...profile,
        ...(index > 0
          ? {}
          : {
              ...(subject === undefined ? {} : { subject }),
              ...(content === undefined ? {} : { content }),
              ...(details === undefined ? {} : { details }),
              ...(caseRef === undefined ? {} : { caseRef }),
            }),
      };
      const context = { stream, eventId: id, type: TOUCHPOINT_RECORDED, schemaVersion: touchpointRecorded.version };
      const [sealed = asSealed('')] = await unit.seal([{ ...context, section: `party:${index}`, hub, content: secrets }]);
      parties.push({ role, hub, identifiers, sealed, ...(profileHandle ? { profile: profileHandle } : {}) });
    }
    const [first, ...others] = parties;
    if (!first) throw new Error('A touchpoint needs a party.');
    const data: TouchpointData = {
      source: 'test',
      externalId,
      occurredAt: touchpoint.occurredAt,
      kind: touchpoint.kind ?? 'call',
      channel: touchpoint.channel ?? 'phone',
      direction: 'inbound',
      department: touchpoint.department ?? 'sales',
      ...(touchpoint.handledBy === undefined ? {} : { handledBy: touchpoint.handledBy }),
      ...(touchpoint.amount ? { amount: touchpoint.amount } : {}),
      ...(known && touchpoint.case ? { case: { handle: known.handle, status: touchpoint.case.status } } : {}),
      parties: [first, ...others],
      fingerprint: externalId,
    };
    return { id, type: TOUCHPOINT_RECORDED, schemaVersion: touchpointRecorded.version, data, metadata: {} };
  }

  async #project(): Promise<void> {
    const writer = this.#editions.writer(VIEWS, this.#edition);
    const projector = VIEWS.projector();
    let after = await writer.position();
    for (;;) {
      const events = (await this.ledger.readAll(after)).map((event) => upcast(event));
      const last = events.at(-1);
      if (!last) break;
      await writer.commit(last.position, (unit) => projector.apply(events, unit));
      for (const event of events) this.identity.see(event);
      after = last.position;
    }
    await writer.close();
  }
}

function streamOf(externalId: string): string {
  return `touchpoint-${externalId}`;
}

function recordedAt(touchpoint: Stated | undefined): number {
  return Date.parse(touchpoint?.recordedAt ?? touchpoint?.occurredAt ?? '');
}
