import type { DefinitionSource } from '#slice';
import { KindRegistry } from './kind-registry.js';

export const kindsDefinition: DefinitionSource<KindRegistry> = {
  setting: 'TOUCHSTONE_KINDS',
  meaning: 'YAML file with kinds of touchpoints of your own.',
  parse: (text) => (text === undefined ? new KindRegistry() : KindRegistry.withCompanyKinds(text)),
};
