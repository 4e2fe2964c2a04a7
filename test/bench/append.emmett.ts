import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NewEvent } from '#events';

/** The compiled benchmark stands in dist/test/bench; these packages have an installation of their own, outside the product's. */
const FOLDER = join(__dirname, '../../../test/bench/emmett');
const INSTALL = 'npm ci --prefix test/bench/emmett';
const POSTGRES = 'postgresql://postgres@127.0.0.1:5432';
const DATABASE = `touchstone_bench_${process.pid}`;

interface EmmettStore {
  appendToStream(
    stream: string,
    events: readonly { type: string; data: unknown; metadata: unknown }[],
    options: { expectedStreamVersion: unknown },
  ): Promise<unknown>;
  readonly close?: () => Promise<void>;
}

interface EmmettPackages {
  '@event-driven-io/emmett': { readonly STREAM_DOES_NOT_EXIST: unknown };
  '@event-driven-io/emmett-postgresql': { readonly getPostgreSQLEventStore: (connection: string) => EmmettStore };
  '@event-driven-io/emmett-sqlite': { readonly getSQLiteEventStore: (options: { fileName: string }) => EmmettStore };
  pg: {
    Client: new (connection: string) => { connect(): Promise<void>; query(sql: string): Promise<unknown>; end(): Promise<void> };
  };
}

export interface Emmett {
  readonly append: (stream: string, event: NewEvent) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

function load<Name extends keyof EmmettPackages>(name: Name): EmmettPackages[Name] {
  if (!existsSync(join(FOLDER, 'node_modules'))) throw new Error(`not installed: ${INSTALL}`);
  const module: EmmettPackages[Name] = createRequire(join(FOLDER, 'package.json'))(name);
  return module;
}

function emmett(store: EmmettStore, close: () => Promise<void>): Emmett {
  const { STREAM_DOES_NOT_EXIST } = load('@event-driven-io/emmett');
  return {
    append: (stream, { type, data, metadata }) =>
      store.appendToStream(stream, [{ type, data, metadata }], { expectedStreamVersion: STREAM_DOES_NOT_EXIST }),
    close,
  };
}

/** In a database of its own, dropped when closed. */
export async function openEmmettPostgres(): Promise<Emmett> {
  const { getPostgreSQLEventStore } = load('@event-driven-io/emmett-postgresql');
  const admin = new (load('pg').Client)(`${POSTGRES}/postgres`);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${DATABASE}`);
  const store = getPostgreSQLEventStore(`${POSTGRES}/${DATABASE}`);
  return emmett(store, async () => {
    await store.close?.();
    // Its pool says it is closed before its last connections are.
    for (let left = 20; ; left -= 1) {
      try {
        await admin.query(`DROP DATABASE ${DATABASE}`);
        break;
      } catch (error) {
        if (left === 0) throw error;
        await sleep(100);
      }
    }
    await admin.end();
  });
}

export function openEmmettSqlite(path: string): Emmett {
  const store = load('@event-driven-io/emmett-sqlite').getSQLiteEventStore({ fileName: path });
  return emmett(store, async () => store.close?.());
}
