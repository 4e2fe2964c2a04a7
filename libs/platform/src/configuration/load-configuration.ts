import { statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { validateSync } from 'class-validator';
import { StartupError } from '../startup-error.js';
import { firstProblems } from '../validation/first-problems.js';
import { nearestName } from '../validation/nearest-name.js';
import { Configuration } from './configuration.js';
import { type FileSetting, SETTINGS } from './settings.js';

/** Settings are wrong: the message names all of them, without their values. Exit code 78. */
export class ConfigurationError extends StartupError {
  readonly code = 'configuration';
  readonly exitCode = 78;

  constructor(readonly mistakes: readonly { readonly setting: string; readonly problem: string }[]) {
    const count = mistakes.length === 1 ? 'a setting is wrong' : `${mistakes.length} settings are wrong`;
    const lines = mistakes.map(({ setting, problem }) => `  ${setting} ${problem}`);
    super(`Touchstone cannot start: ${count}.\n${lines.join('\n')}\nThe settings are explained in the README.`);
  }
}

/**
 * Reads the configuration from environment variables; empty ones count as not set. A `TOUCHSTONE_` variable that is
 * neither a setting, nor one of `files`, nor in `alsoKnown` is a mistake: most likely a misspelt one, which would silently not hold.
 * @throws ConfigurationError naming all mistakes at once
 */
export function loadConfiguration(
  environment: Readonly<Record<string, string | undefined>>,
  options: {
    readonly files?: readonly FileSetting[];
    readonly alsoKnown?: readonly string[];
    readonly workingFolder?: string;
  } = {},
): Configuration {
  const { files = [], alsoKnown = [], workingFolder = process.cwd() } = options;
  const mistakes = unknownNames(environment, [...files.map(({ name }) => name), ...alsoKnown]);
  const configuration = Object.assign(read(environment, workingFolder), {
    files: Object.fromEntries(
      files.flatMap(({ name }) => {
        const path = environment[name]?.trim();
        return path ? [[name, resolve(workingFolder, path)]] : [];
      }),
    ),
  });
  const wrong = new Set<string>();
  for (const { field, problem } of firstProblems(validateSync(configuration), 100)) {
    const setting = SETTINGS.find((candidate) => candidate.field === field)?.name ?? field;
    if (wrong.has(setting)) continue;
    wrong.add(setting);
    mistakes.push({ setting, problem: problem.startsWith('must') ? problem : problem.slice(problem.indexOf('must')) });
  }
  for (const [setting, path] of Object.entries(configuration.files)) {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      mistakes.push({ setting, problem: 'must be the path of a file that exists' });
  }
  if (isInside(configuration.keys, configuration.data)) {
    mistakes.push({
      setting: 'TOUCHSTONE_KEYS',
      problem: 'must lie outside TOUCHSTONE_DATA: whoever copies the data folder must not get the keys with it',
    });
  } else if (isInside(configuration.data, configuration.keys)) {
    mistakes.push({ setting: 'TOUCHSTONE_DATA', problem: 'must lie outside TOUCHSTONE_KEYS' });
  }
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return configuration;
}

/** Whether `path` is `folder` or lies in it. Both absolute. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}

function read(environment: Readonly<Record<string, string | undefined>>, workingFolder: string): Configuration {
  const told = (field: keyof Configuration) => {
    const setting = SETTINGS.find((candidate) => candidate.field === field);
    return setting && (environment[setting.name]?.trim() || setting.default);
  };
  const path = (field: keyof Configuration) => {
    const value = told(field);
    return value ? resolve(workingFolder, value) : undefined;
  };
  const wholeNumber = (field: keyof Configuration) => {
    const value = told(field) ?? '';
    return /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  };
  const list = (field: keyof Configuration) =>
    (told(field) ?? '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
  const keys = told('keys') ?? '';
  return Object.assign(new Configuration(), {
    host: told('host'),
    port: wholeNumber('port'),
    data: path('data'),
    // This default is derived from another setting, so it cannot be used as it is written.
    keys: keys.startsWith('<') ? `${path('data')}.keys` : path('keys'),
    token: told('token') || undefined,
    region: told('region'),
    log: told('log'),
    lookUpSeconds: wholeNumber('lookUpSeconds'),
    publicUrl: told('publicUrl') || undefined,
    hosts: list('hosts'),
    proxies: list('proxies'),
    connections: wholeNumber('connections'),
  });
}

function unknownNames(
  environment: Readonly<Record<string, string | undefined>>,
  alsoKnown: readonly string[],
): { setting: string; problem: string }[] {
  const known = [...SETTINGS.map(({ name }) => name), ...alsoKnown];
  return Object.keys(environment)
    .filter((name) => /^TOUCHSTONE_/i.test(name) && !known.includes(name))
    .toSorted()
    .map((setting) => {
      const nearest = nearestName(setting, known);
      return { setting, problem: `is not a setting${nearest === undefined ? '' : `; did you mean ${nearest}?`}` };
    });
}
