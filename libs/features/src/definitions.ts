import { readFileSync } from 'node:fs';
import type { FileSetting } from '#platform';
import { rulesDefinition } from '#recognition';
import { kindsDefinition } from '#recording';
import type { DefinitionSource } from '#slice';

/** What a company can define for itself. A line each; the settings, their files and the threads' texts follow from it. */
const SOURCES = {
  kinds: kindsDefinition,
  rules: rulesDefinition,
} satisfies Readonly<Record<string, DefinitionSource>>;

type Sources = typeof SOURCES;

/** The texts that were given, by name. Plain data: threads get them as they are. */
export type DefinitionTexts = { readonly [Name in keyof Sources]?: string };

/** What the texts say, and what is built in where there are none. Slices are made of it. */
export type Definitions = { readonly [Name in keyof Sources]: ReturnType<Sources[Name]['parse']> };

/** The settings that name the files. */
export const DEFINITION_SETTINGS: readonly FileSetting[] = Object.values(SOURCES).map(({ setting, meaning }) => ({
  name: setting,
  meaning,
}));

/** The texts in the files that a configuration names; `loadConfiguration` was given `DEFINITION_SETTINGS`. */
export function readDefinitions({ files }: { readonly files: Readonly<Record<string, string>> }): DefinitionTexts {
  return Object.fromEntries(
    Object.entries(SOURCES).flatMap(([name, { setting }]) => {
      const path = files[setting];
      return path === undefined ? [] : [[name, readFileSync(path, 'utf8')]];
    }),
  );
}

/** @throws InvalidRulesError InvalidKindsError, or what another source refuses its text with */
export function parseDefinitions(texts: DefinitionTexts = {}): Definitions {
  return Object.fromEntries(
    Object.entries(SOURCES).map(([name, source]) => [name, source.parse(texts[name as keyof Sources])]),
  ) as Definitions;
}

/** The values that identify nobody: what the vault is opened with. */
export function blockedValues({ rules }: Definitions): Definitions['rules']['blocked'] {
  return rules.blocked;
}
