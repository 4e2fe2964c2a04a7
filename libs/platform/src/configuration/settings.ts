import type { Configuration } from './configuration.js';

/** One setting as a user sees it. */
export interface Setting {
  /** Name of the environment variable. */
  readonly name: string;
  readonly field: keyof Configuration;
  /** The default, as in the table of the README; empty where there is none. */
  readonly default: string;
  readonly meaning: string;
}

/** A setting that names a file which the program reads for itself. */
export interface FileSetting {
  readonly name: string;
  readonly meaning: string;
}

/** Everything that can be set, beside files of features, in the order to explain it in. */
export const SETTINGS: readonly Setting[] = [
  {
    name: 'HOST',
    field: 'host',
    default: '127.0.0.1',
    meaning: 'Address to listen on. `0.0.0.0` makes the server reachable from other machines.',
  },
  { name: 'PORT', field: 'port', default: '4180', meaning: 'Port to listen on; `0` takes any free one.' },
  { name: 'TOUCHSTONE_DATA', field: 'data', default: './data', meaning: 'The data folder. One server at a time uses it.' },
  {
    name: 'TOUCHSTONE_KEYS',
    field: 'keys',
    default: '<TOUCHSTONE_DATA>.keys',
    meaning:
      'Folder of the master key and of what is kept of tokens. Must lie outside the data folder, so that a backup of the data can be read by nobody who has only that.',
  },
  {
    name: 'TOUCHSTONE_TOKEN',
    field: 'token',
    default: '',
    meaning:
      'Token of an administrator, at least 24 characters and hard to guess. Without it the first start makes one and keeps it in the keys folder.',
  },
  {
    name: 'TOUCHSTONE_REGION',
    field: 'region',
    default: 'GB',
    meaning: 'Country (ISO 3166-1 alpha-2) whose rules hold for phone numbers without a country code.',
  },
  {
    name: 'TOUCHSTONE_LOG',
    field: 'log',
    default: 'info',
    meaning: 'How much to log: `fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`.',
  },
  {
    name: 'TOUCHSTONE_LOOK_UP_SECONDS',
    field: 'lookUpSeconds',
    default: '15',
    meaning: 'Seconds after which a look-up that has no answer yet is given up and answered with status 503.',
  },
  {
    name: 'TOUCHSTONE_PUBLIC_URL',
    field: 'publicUrl',
    default: '',
    meaning:
      'Address under which people reach the server, where a proxy stands before it. With `https` the session cookie is marked secure.',
  },
  {
    name: 'TOUCHSTONE_HOSTS',
    field: 'hosts',
    default: '',
    meaning:
      'Further host names under which the server is reached, with commas between. It serves these, that of `TOUCHSTONE_PUBLIC_URL`, `HOST`, `localhost` and its own addresses, and answers others with status 421.',
  },
  {
    name: 'TOUCHSTONE_PROXIES',
    field: 'proxies',
    default: '',
    meaning:
      'Addresses or networks of the proxies before the server, with commas between, or `loopback`, `uniquelocal`. Their `X-Forwarded-For` says who a client is.',
  },
  {
    name: 'TOUCHSTONE_CONNECTIONS',
    field: 'connections',
    default: '2000',
    meaning: 'Most connections at once. One client address may take a quarter of them, this machine and proxies all.',
  },
];
