/** The address given for EventStoreDB cannot be used. The address itself is not in the message: it may hold a password. */
export class InvalidEventStoreDbUrlError extends Error {
  readonly code = 'invalid-eventstoredb-url';
  constructor(reason: string) {
    super(
      `The address of EventStoreDB cannot be used: ${reason} It looks like esdb://user:password@host1:2113,host2:2113?tlsCAFile=/path/ca.pem or esdb+discover://user:password@cluster.example:2113; special characters in user and password are percent-encoded.`,
    );
  }
}

export interface ServerAddress {
  /** The connection string for the client, with user and password. */
  readonly url: string;
  /** Hosts and ports without user and password: what logs and errors may say. */
  readonly hosts: string;
  readonly encrypted: boolean;
  readonly hasCredentials: boolean;
}

/**
 * Seconds that a node has to say where the leader is, where the address does not say otherwise. The client's own 5 are as
 * long as a call has for all of its discovery: one silent node would use them up.
 */
const GOSSIP_TIMEOUT = 2;

const ADDRESS = /^(?:esdb|kurrent(?:db)?)(\+discover)?:\/\/(?:([^@/?]*)@)?([^@/?]+)\/?(?:\?(.*))?$/;
const HOST = /^[^\s:[\]]+(?::\d{1,5})?$/;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3})(?::\d+)?$/i;
/** Options that the connection string may have. The client would print an unknown one, with the whole address. */
const OPTIONS = new Set([
  'tls',
  'tlscafile',
  'tlsverifycert',
  'usercertfile',
  'userkeyfile',
  'connectionname',
  'nodepreference',
  'maxdiscoverattempts',
  'discoveryinterval',
  'gossiptimeout',
  'keepaliveinterval',
  'keepalivetimeout',
  'defaultdeadline',
]);

/**
 * Reads and checks a connection string. The schemes `kurrentdb` and `kurrent` mean the same as `esdb`.
 * @throws InvalidEventStoreDbUrlError also for a connection without TLS to another machine, unless `allowInsecure`
 */
export function readServerAddress(url: string, allowInsecure: boolean): ServerAddress {
  const match = ADDRESS.exec(url.trim());
  if (!match) throw new InvalidEventStoreDbUrlError('it is not a connection string.');
  const [, discover = '', credentials, hostList = '', query = ''] = match;
  const hosts = hostList.split(',').map((host) => host.trim());
  if (!hosts.every((host) => HOST.test(host))) throw new InvalidEventStoreDbUrlError('a host is not of the form name:port.');
  if (credentials !== undefined && !isCredentials(credentials)) {
    throw new InvalidEventStoreDbUrlError('user and password are not of the form user:password, percent-encoded.');
  }

  const options = readOptions(query);
  if (options.get('tlsverifycert') === 'false') {
    throw new InvalidEventStoreDbUrlError('tlsVerifyCert=false is not supported: name the authority with tlsCAFile instead.');
  }
  if ((options.get('nodepreference') ?? 'leader').toLowerCase() !== 'leader') {
    throw new InvalidEventStoreDbUrlError(
      'nodePreference can be leader alone: any other node may not have yet what was just appended. Leave it out.',
    );
  }
  const given = query === '' ? [] : [query];
  if (!options.has('gossiptimeout')) given.push(`gossipTimeout=${GOSSIP_TIMEOUT}`);
  const encrypted = options.get('tls') !== 'false';
  if (!encrypted && !allowInsecure && !hosts.every((host) => LOOPBACK.test(host))) {
    throw new InvalidEventStoreDbUrlError(
      'tls=false sends everything in clear and ignores user and password, so it is for a server on this machine only, unless insecure connections are expressly allowed.',
    );
  }
  return {
    url: `esdb${discover}://${credentials === undefined ? '' : `${credentials}@`}${hosts.join(',')}?${given.join('&')}`,
    hosts: hosts.join(', '),
    encrypted,
    hasCredentials: credentials !== undefined,
  };
}

function readOptions(query: string): Map<string, string> {
  const options = new Map<string, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const [, name = '', value = ''] = /^([^=]+)=([^?]+)$/.exec(pair) ?? [];
    const key = name.toLowerCase().replace(/[_-]/g, '');
    if (key === '') throw new InvalidEventStoreDbUrlError('after the question mark come name=value pairs, joined by &.');
    if (!OPTIONS.has(key)) throw new InvalidEventStoreDbUrlError('it has an option that is not known or not supported.');
    options.set(key, value);
  }
  return options;
}

function isCredentials(text: string): boolean {
  const parts = text.split(':');
  if (parts.length !== 2 || parts.includes('')) return false;
  try {
    parts.forEach(decodeURIComponent);
    return true;
  } catch {
    return false;
  }
}
