import type { PostalAddress } from '#events';
import type { Profile } from './vault.js';

type Fields = Readonly<Record<string, unknown>>;

/** The profile that was kept as `body`, by whatever version: what is no text there, null above all, is as if it had not been stated. */
export function parseProfile(body: string): Profile {
  const { name, birthDate, address } = fieldsOf(JSON.parse(body));
  return {
    ...texts({ name, birthDate }),
    ...(isFields(address) ? { address: addressOf(address) } : {}),
  };
}

function addressOf({ lines, postcode, city, region, country }: Fields): PostalAddress {
  return {
    ...(Array.isArray(lines) ? { lines: lines.filter((line) => typeof line === 'string') } : {}),
    ...texts({ postcode, city, region, country }),
  };
}

/** Those of the fields that are texts. */
function texts(fields: Fields): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string'));
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
