import { compile } from '@fastify/proxy-addr';
import { IsIn, IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, registerDecorator } from 'class-validator';
import { isSupportedCountry } from 'libphonenumber-js';
import { weaknessOf } from '../access/token-strength.js';

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

function IsRegion() {
  return (target: object, propertyName: string) =>
    registerDecorator({
      name: 'isRegion',
      target: target.constructor,
      propertyName,
      validator: {
        validate: (region: unknown) => typeof region === 'string' && isSupportedCountry(region),
        defaultMessage: () => 'must be a country in two capital letters, such as GB or US',
      },
    });
}

function IsStrongToken() {
  return (target: object, propertyName: string) =>
    registerDecorator({
      name: 'isStrongToken',
      target: target.constructor,
      propertyName,
      validator: {
        validate: (token: unknown) => typeof token === 'string' && weaknessOf(token) === undefined,
        defaultMessage: (given) => weaknessOf(String(given?.value)) ?? '',
      },
    });
}

/** The setting names addresses and networks of proxies. */
function AreProxies() {
  return (target: object, propertyName: string) =>
    registerDecorator({
      name: 'areProxies',
      target: target.constructor,
      propertyName,
      validator: {
        validate: (names: unknown) => {
          try {
            compile(names as string[]);
            return true;
          } catch {
            return false;
          }
        },
        defaultMessage: () => 'must be addresses or networks such as 10.0.0.7,10.1.0.0/16, or loopback or uniquelocal',
      },
    });
}

/** The settings of the server from its environment, validated. Paths are absolute. */
export class Configuration {
  @IsString()
  @Matches(/^[\w.:-]+$/, { message: 'must be a host name or an IP address' })
  readonly host: string;

  @IsInt({ message: 'must be a whole number' })
  @Min(0, { message: 'must be from 0 to 65535' })
  @Max(65_535, { message: 'must be from 0 to 65535' })
  readonly port: number;

  @IsString()
  readonly data: string;

  @IsString()
  readonly keys: string;

  @IsOptional()
  @IsStrongToken()
  readonly token?: string;

  @IsRegion()
  readonly region: string;

  @IsIn(LOG_LEVELS, { message: `must be one of ${LOG_LEVELS.join(', ')}` })
  readonly log: (typeof LOG_LEVELS)[number];

  @IsInt({ message: 'must be a whole number of seconds' })
  @Min(1, { message: 'must be from 1 to 600' })
  @Max(600, { message: 'must be from 1 to 600' })
  readonly lookUpSeconds: number;

  @IsOptional()
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false },
    { message: 'must be an http or https address' },
  )
  readonly publicUrl?: string;

  /** Further names under which the server is reached. */
  @Matches(/^([\w.-]+|[\da-f]*:[\da-f:.]*:[\da-f:.]*)$/i, {
    each: true,
    message: 'must be host names without ports, with commas between',
  })
  readonly hosts: readonly string[];

  /** Addresses and networks of the proxies whose `X-Forwarded-For` is believed. */
  @AreProxies()
  readonly proxies: readonly string[];

  @IsInt({ message: 'must be a whole number' })
  @Min(10, { message: 'must be from 10 to 99999' })
  @Max(99_999, { message: 'must be from 10 to 99999' })
  readonly connections: number;

  /** The files that were named, by the setting that names them; see `FileSetting`. */
  readonly files: Readonly<Record<string, string>>;
}
