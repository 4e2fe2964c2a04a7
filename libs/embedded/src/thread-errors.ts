import { isDate, isMap, isNativeError, isSet, isTypedArray } from 'node:util/types';

/** An error as it crosses threads. */
export interface SentError {
  readonly kind: 'error';
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly fields: Sent['fields'];
}

interface Sent {
  readonly kind: 'object';
  readonly fields: readonly (readonly [string, SentValue])[];
}

type SentValue =
  | SentError
  | Sent
  | { readonly kind: 'list'; readonly items: readonly SentValue[] }
  | { readonly kind: 'value'; readonly value: unknown };

/**
 * What of an error can be sent to another thread: name, message, stack and all its fields, however nested, `cause` and
 * `errors` included. Its class is lost; so are functions, and what refers back to what holds it.
 */
export function errorToSend(error: unknown): SentError {
  return isError(error) ? sentError(error, []) : { ...sentError(new Error(String(error)), []), stack: undefined };
}

/** The error that another thread sent. */
export function receivedError({ name, message, stack, fields }: SentError): Error {
  const error = new Error(message);
  const define = (key: string, value: unknown, enumerable: boolean): void => {
    Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
  };
  if (name !== error.name) define('name', name, false);
  if (stack !== undefined) define('stack', stack, false);
  for (const [key, value] of fields) define(key, receivedValue(value), key !== 'cause');
  return error;
}

/** Those of other realms, too, and a `DOMException`, which is none to the runtime. */
function isError(value: unknown): value is Error {
  return isNativeError(value) || (typeof value === 'object' && value !== null && 'stack' in value && 'message' in value);
}

function sentError(error: Error, within: readonly object[]): SentError {
  const { name, message, stack } = error;
  // What the language itself puts on errors is not enumerable.
  const hidden = ['cause', 'errors'].filter((key) => Object.hasOwn(error, key) && !Object.keys(error).includes(key));
  const keys = [...Object.keys(error).filter((key) => !['name', 'message', 'stack'].includes(key)), ...hidden];
  return { kind: 'error', name, message, stack, fields: sentFields(error, keys, within) };
}

function sentFields(holder: object, keys: readonly string[], within: readonly object[]): Sent['fields'] {
  const fields: [string, SentValue][] = [];
  for (const key of keys) {
    const value = sentValue((holder as Record<string, unknown>)[key], [...within, holder]);
    if (value) fields.push([key, value]);
  }
  return fields;
}

function sentValue(value: unknown, within: readonly object[]): SentValue | undefined {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return { kind: 'value', value };
  if (within.includes(value)) return undefined;
  if (isError(value)) return sentError(value, within);
  if (Array.isArray(value)) {
    const items = value.map((item) => sentValue(item, [...within, value]) ?? { kind: 'value' as const, value: undefined });
    return { kind: 'list', items };
  }
  if (isDate(value) || isMap(value) || isSet(value) || isTypedArray(value)) return { kind: 'value', value };
  return { kind: 'object', fields: sentFields(value, Object.keys(value), within) };
}

function receivedValue(sent: SentValue): unknown {
  switch (sent.kind) {
    case 'error':
      return receivedError(sent);
    case 'list':
      return sent.items.map(receivedValue);
    case 'object':
      return Object.fromEntries(sent.fields.map(([key, value]) => [key, receivedValue(value)]));
    default:
      return sent.value;
  }
}
