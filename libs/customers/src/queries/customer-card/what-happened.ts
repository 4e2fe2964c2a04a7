import type { Row, ViewReader } from '#views';
import { openCases, type CustomerCases } from '../customer-cases.js';
import { canBeMerged, figuresRows, mergedFigures, repeatedTouchpoints } from '../customer-figures.js';
import type { Figures } from '../../views/figures.js';
import { allIn, chunksOf, inList } from '../in-lists.js';

/** A profile and when it was stated last, epoch milliseconds. */
export interface ProfileSeen {
  readonly handle: string;
  readonly lastAt: number;
}

/** What the views know of a customer. */
export interface WhatHappened {
  readonly figures: Figures;
  readonly openCases: CustomerCases;
  /** Those stated last, newest first. */
  readonly profiles: readonly ProfileSeen[];
  /** How many there are in all. */
  readonly profileCount: number;
}

/** What has happened to a customer with these hubs, put together from what is kept per hub; `undefined` where only its timeline can tell. */
export async function whatHappened(
  reader: ViewReader,
  handles: readonly string[],
  mostProfiles: number,
): Promise<WhatHappened | undefined> {
  const rows = await figuresRows(reader, handles);
  if (!canBeMerged(rows)) return undefined;
  const hubs = rows.map(({ hub }) => hub);
  const [repeated, open, profiles] = await Promise.all([
    repeatedTouchpoints(reader, rows),
    openCases(reader, hubs),
    profilesSeen(reader, hubs, mostProfiles),
  ]);
  const cases = new Map(open);
  for (const { caseHandle, extra } of repeated) {
    const state = caseHandle === undefined ? undefined : cases.get(caseHandle);
    if (caseHandle !== undefined && state) cases.set(caseHandle, { ...state, touchpoints: state.touchpoints - extra });
  }
  return { figures: mergedFigures(rows, repeated), openCases: cases, ...profiles };
}

interface ProfileRow extends Row {
  readonly profile: string;
  readonly last_at: number;
}

interface CountRow extends Row {
  readonly profiles: number;
}

/** The profiles that these hubs stated last. A profile belongs to one hub, so none comes twice. */
async function profilesSeen(
  reader: ViewReader,
  hubs: readonly string[],
  most: number,
): Promise<Pick<WhatHappened, 'profiles' | 'profileCount'>> {
  const found = await allIn<ProfileRow>(
    reader,
    hubs,
    (marks) => `SELECT profile, last_at FROM profiles_seen WHERE hub IN (${marks}) ORDER BY last_at DESC, profile LIMIT ?`,
    [most + 1],
  );
  const profiles = found
    .map(({ profile, last_at }) => ({ handle: profile, lastAt: last_at }))
    .toSorted((a, b) => b.lastAt - a.lastAt || (a.handle < b.handle ? -1 : 1));
  if (profiles.length <= most) return { profiles, profileCount: profiles.length };
  let profileCount = 0;
  for (const chunk of chunksOf(hubs)) {
    const { marks, params } = inList(chunk);
    const [counted] = await reader.all<CountRow>(
      `SELECT COUNT(*) AS profiles FROM profiles_seen WHERE hub IN (${marks})`,
      params,
    );
    profileCount += counted?.profiles ?? 0;
  }
  return { profiles: profiles.slice(0, most), profileCount };
}
