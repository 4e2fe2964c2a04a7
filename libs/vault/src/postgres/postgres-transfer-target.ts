import { escapeLiteral } from 'pg';
import { UNFINISHED_TRANSFER } from '../unfinished-transfer.js';
import type { TransferCounters, TransferRow, TransferTable, TransferValue, VaultTransferTarget } from '../vault-transfer.js';
import { digestOf } from './digest.js';
import { identifierDigest } from './identifier-registry.js';
import { openQuarantined } from './postgres-quarantine.js';
import { PostgresTransfer, TABLE_OF } from './postgres-transfer.js';
import { refuseServices } from './refuse-services.js';
import { parseProfile } from '../kept-profile.js';
import { profileDigest, wordsOf } from './stated-profiles.js';
import { trigramsOf } from './trigrams.js';

interface Column {
  readonly name: string;
  readonly type: string;
  /** The SQL expression that is inserted, where it is not the value itself. */
  readonly as?: string;
  readonly values: readonly (TransferValue | Buffer | undefined)[];
}

const TYPES = { text: 'text', integer: 'bigint', fraction: 'double precision', boolean: 'boolean', bytes: 'bytea' } as const;

/** A vault in a PostgreSQL database as the target of a transfer. */
export class PostgresTransferTarget extends PostgresTransfer implements VaultTransferTarget {
  async begin(): Promise<void> {
    await this.database.writeAlone(async (session) => {
      await session.rows(`INSERT INTO ${this.tables.meta} (name, value) VALUES ($1, 1) ON CONFLICT DO NOTHING`, [
        UNFINISHED_TRANSFER,
      ]);
    });
    // From here on no service opens the vault; one may have connected since the last check.
    await refuseServices(this.database.reading);
  }

  async put(table: TransferTable, rows: readonly TransferRow[]): Promise<void> {
    if (isOfKeys(table)) this.forgetKeys();
    const columns = await this.#columns(table, rows);
    const names = columns.map(({ name }) => name).join(', ');
    const given = columns.map(({ type }, n) => `$${n + 1}::${type}[]`).join(', ');
    await this.database.writeAlone(async (session) => {
      await session.rows(
        `INSERT INTO ${this.tables[TABLE_OF[table.name]]} (${names})
         SELECT ${columns.map(({ name, as }) => as ?? name).join(', ')} FROM unnest(${given}) AS moved (${names})`,
        columns.map(({ values }) => values),
      );
    });
  }

  async remove(table: TransferTable, rows: readonly TransferRow[]): Promise<void> {
    if (isOfKeys(table)) this.forgetKeys();
    const keys = table.columns.filter(({ name }) => table.key.includes(name));
    const given = keys.map(({ kind }, n) => `$${n + 1}::${TYPES[kind]}[]`).join(', ');
    const same = keys.map(({ name }) => `kept.${name} = gone.${name}`).join(' AND ');
    await this.database.writeAlone(async (session) => {
      await session.rows(
        `DELETE FROM ${this.tables[TABLE_OF[table.name]]} AS kept
         USING unnest(${given}) AS gone (${keys.map(({ name }) => name).join(', ')}) WHERE ${same}`,
        keys.map(({ name }) => rows.map((row) => row[name])),
      );
    });
  }

  async setCounters({ matched, lastProfileId }: TransferCounters): Promise<void> {
    const { meta, profileIds } = this.tables;
    await this.database.writeAlone(async (session) => {
      await session.rows(`UPDATE ${meta} SET value = $1 WHERE name = 'matched'`, [matched]);
      await session.rows(`SELECT setval(${escapeLiteral(profileIds)}, greatest($1::bigint, 1), $1::bigint > 0)`, [lastProfileId]);
    });
  }

  async finish(): Promise<void> {
    await this.database.writeAlone(async (session) => {
      await session.rows(`DELETE FROM ${this.tables.meta} WHERE name = $1`, [UNFINISHED_TRANSFER]);
    });
    await this.database.vacuum(Object.values(TABLE_OF).map((table) => this.tables[table]));
  }

  /** The rows column by column, with those that the database adds: digests under the service keys, and what search needs. */
  async #columns({ name, columns }: TransferTable, rows: readonly TransferRow[]): Promise<Column[]> {
    const plain = columns
      .filter((column) => column.name !== 'by_part')
      .map(({ name: column, kind }): Column => {
        const values = rows.map((row) => (kind === 'bytes' ? bytesOf(row[column]) : row[column]));
        return { name: column, type: TYPES[kind], values };
      });
    const text = (row: TransferRow, column: string): string => String(row[column]);
    const digests = (values: readonly string[]): Column => ({ name: 'digest', type: 'uuid', values });
    if (name === 'registry') {
      const { pepper } = (await this.keys()).services;
      const trigrams = rows.map((row) => (row['by_part'] === true ? `{${trigramsOf(text(row, 'normalised')).join(',')}}` : null));
      return [
        ...plain,
        digests(rows.map((row) => identifierDigest(pepper, text(row, 'type'), text(row, 'normalised')))),
        { name: 'trigrams', type: 'text', as: 'trigrams::integer[]', values: trigrams },
      ];
    }
    if (name === 'profiles') {
      const { pepper } = (await this.keys()).services;
      const words = rows.map((row) => wordsOf(parseProfile(text(row, 'body'))));
      return [
        ...plain,
        digests(rows.map((row) => profileDigest(pepper, text(row, 'hub'), text(row, 'body')))),
        { name: 'words', type: 'text', as: "array_to_tsvector(string_to_array(words, ' '))", values: words },
      ];
    }
    if (name === 'quarantine') {
      const { quarantine: key } = (await this.keys()).services;
      const body = (row: TransferRow): string =>
        openQuarantined(key, text(row, 'id'), Buffer.from(text(row, 'sealed'), 'base64')).body;
      return [...plain, digests(rows.map((row) => digestOf(key, body(row))))];
    }
    return plain;
  }
}

/** Keys in memory may be out of date after these tables changed. */
function isOfKeys({ name }: TransferTable): boolean {
  return name === 'kek' || name === 'service_keys';
}

function bytesOf(value: TransferValue | undefined): Buffer | null {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : null;
}
