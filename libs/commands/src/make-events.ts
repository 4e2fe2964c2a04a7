import type { NewEvent } from '#events';
import type { SealRequest, VaultUnit } from '#vault';
import { inBulk } from './bulk.js';
import type { Composition, Draft } from './decision.js';
import { failed, type Item, type Result } from './item.js';
import { refused } from './outcome.js';

/** An item that is to be recorded. */
export interface ToRecord {
  readonly item: Item;
  readonly draft: Draft<unknown>;
  /** The quarantined item that is settled by it. */
  readonly settles: string | undefined;
  /** The revision of its stream that it was decided on. */
  readonly expected: number | 'none';
}

/** An event that is ready to be appended. */
export interface Ready {
  readonly due: ToRecord;
  readonly event: NewEvent;
  readonly extra: object;
}

interface Composed {
  readonly due: ToRecord;
  readonly composition: Composition<unknown>;
}

/** Handles, profiles and sealed sections of all items: three calls of the vault, whatever their number. */
export async function makeEvents(
  items: readonly ToRecord[],
  vault: VaultUnit,
  settle: (item: Item, result: Result) => void,
): Promise<Ready[]> {
  const handles = await inBulk(
    items,
    ({ draft }) => draft.identifiers,
    (identifiers) => vault.handles(identifiers),
  );
  const composed: Composed[] = [];
  items.forEach((due, index) => {
    try {
      const composition = due.draft.compose(handles[index] ?? []);
      if ('code' in composition) settle(due.item, refused(composition));
      else composed.push({ due, composition });
    } catch (error) {
      settle(due.item, failed(error));
    }
  });
  const profiles = await inBulk(
    composed,
    ({ composition }) => composition.profiles,
    (stated) => vault.profiles(stated),
  );
  const sealed = await inBulk(composed, sealRequests, (requests) => vault.seal(requests));
  return composed.map(({ due, composition }, index): Ready => {
    const { item, draft } = due;
    const data = composition.data(profiles[index] ?? [], sealed[index] ?? []);
    refuseForgottenSections(draft, composition, data);
    const { type, version: schemaVersion } = draft.event;
    return { due, event: { id: item.eventId, type, schemaVersion, data, metadata: item.metadata }, extra: composition.extra };
  });
}

function sealRequests({ due: { item, draft }, composition }: Composed): SealRequest[] {
  const { stream, eventId } = item;
  const { type, version: schemaVersion } = draft.event;
  return composition.sections.map(({ hub, section, content }) => ({
    hub,
    stream,
    eventId,
    type,
    schemaVersion,
    section,
    content,
  }));
}

/** A section that its event's declaration does not name would be missed by copies, checks and erasure. */
function refuseForgottenSections({ event }: Draft<unknown>, { sections }: Composition<unknown>, data: unknown): void {
  const declared = event.sealed(data);
  const same =
    declared.length === sections.length &&
    declared.every(({ section, hub }, index) => sections[index]?.section === section && sections[index].hub === hub);
  if (!same) throw new Error(`What is sealed for ${event.type} is not what the declaration of ${event.type} says.`);
}
