import { DiscoveryModule } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { programOf as customersProgram } from '../../apps/customers/src/program-of.js';
import { programOf as ledgerProgram } from '../../apps/ledger/src/program-of.js';
import { programOf as touchstoneProgram } from '../../apps/touchstone/src/program-of.js';
import type { OpenReadSide, WriteSide } from '#distributed';
import type { Embedded } from '#embedded';
import { bindFeatures, parseDefinitions } from '#features';
import { loadConfiguration, type OpenedAccess } from '#platform';
import type { DeclaredRoute } from '#platform/http';
import { createProgram, type Program } from '#serving/http';

type Served = Omit<Program, 'watch'>;
const stopping = new AbortController().signal;

/** What a program has behind its routes, where nobody is to get: whatever is asked of it fails. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- says what is missing
function nothing<T extends object>(has: object = {}): T {
  const missing = () => {
    throw new Error('Behind this route is nothing.');
  };
  return new Proxy(has, {
    get: (target, name) => Reflect.get(target, name) ?? (name === 'then' || typeof name === 'symbol' ? undefined : missing),
  }) as T;
}

/** All server programs, with the routes that they serve. Relay and projector have those that every program has. */
export const PROGRAMS: Readonly<Record<string, (opened: OpenedAccess) => Served>> = {
  touchstone: (opened) => touchstoneProgram(nothing<Embedded>({ slices: slices(false) }), opened, stopping),
  ledger: (opened) => ledgerProgram(nothing<WriteSide>({ slices: slices(true) }), nothing<Embedded>().executor, opened),
  customers: (opened) =>
    customersProgram(nothing<OpenReadSide>({ slices: slices(true), read: nothing(), runCancellable }), opened, stopping),
  'relay and projector': (opened) => ({ opened, slices: slices(true), topics: {} }),
};

const runCancellable: OpenReadSide['runCancellable'] = (_signal, work) => work();
const slices = (publishes: boolean) => bindFeatures(parseDefinitions(), { publishes });

/** A program as it is served, without what is behind it. */
export async function openProgram(
  name: string,
  opened: OpenedAccess,
  onRoute: (route: DeclaredRoute) => void,
): Promise<NestFastifyApplication> {
  const program = PROGRAMS[name]?.(opened);
  if (!program) throw new Error(`There is no program ${name}.`);
  const { modules = [] } = program;
  const app = await createProgram(
    loadConfiguration({ TOUCHSTONE_LOG: 'silent' }),
    { ...program, modules: [...modules, { module: DiscoveryModule }] },
    { onRoute, throttle: { mayTry: () => undefined, failed: () => undefined } },
  );
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}
