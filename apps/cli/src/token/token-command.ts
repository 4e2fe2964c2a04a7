import { resolve } from 'node:path';
import { Command } from 'commander';
import type { NamedToken } from '#platform';
import { CommandError } from '#cli';
import { writeMessage } from '#text';
import { openTokens } from './open-tokens.js';
import { tokenTable } from './token-table.js';
import { whomFor } from './whom-for.js';

interface PlaceOptions {
  readonly data: string;
  readonly keys?: string;
}

interface CreateOptions extends PlaceOptions {
  readonly name: string;
  readonly role: readonly string[];
  readonly kind?: string;
}

const HELP = `
Roles: agent (look up, record, decide, settle quarantine), analyst (look up, see how the views stand), service (what other
systems need: record and look up), admin (everything).

Tokens are kept in the keys folder, or where POSTGRES_URL names the database of the distributed edition, there. Servers that run
take notice at once. A token itself is kept nowhere: only whoever has it knows it.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage or settings.`;

/** `touchstone token` */
export function tokenCommand(environment: NodeJS.ProcessEnv): Command {
  const token = new Command('token').description('say who may come in, and as what').addHelpText('after', HELP);
  const data = environment['TOUCHSTONE_DATA']?.trim() || './data';
  const withPlace = (command: Command): Command =>
    command
      .option('-d, --data <folder>', 'the data folder, beside which the keys are', data)
      .option('-k, --keys <folder>', 'the folder of the keys (default: TOUCHSTONE_KEYS, or the data folder with .keys)');
  withPlace(token.command('create'))
    .description('make a token; it is printed once')
    .requiredOption('--name <name>', 'whom it is for, as others shall read it')
    .requiredOption('--role <role...>', 'what they may do: agent, analyst, service or admin; several are possible')
    .option('--kind <kind>', 'person or service (default: service for the role service alone, otherwise person)')
    .action((options: CreateOptions) => create(options, environment));
  withPlace(token.command('list'))
    .description('list all tokens there ever were, without the tokens themselves')
    .action((options: PlaceOptions) => list(options, environment));
  withPlace(token.command('revoke'))
    .description('let nobody in with a token any more, nor with a session that began with it')
    .argument('<id>', 'the id of the token, as listed')
    .action((id: string, options: PlaceOptions) => revoke(id, options, environment));
  return token;
}

async function create({ name, role, kind, ...place }: CreateOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const whom = await whomFor(name, role, kind);
  const { token, kept } = await withTokens(place, environment, (tokens) => tokens.create(whom));
  writeMessage(process.stdout, `${token}\n`);
  writeMessage(
    process.stderr,
    `This is the token of ${kept.name} (${kept.roles.join(', ')}), shown this once. Its id is ${kept.id}: touchstone token revoke ${kept.id}\n`,
  );
}

async function list(place: PlaceOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const tokens = await withTokens(place, environment, (opened) => opened.list());
  writeMessage(
    process.stdout,
    tokens.length === 0
      ? 'There are no named tokens yet: touchstone token create --name "Jane" --role agent\n'
      : `${tokenTable(tokens)}\n`,
  );
}

async function revoke(id: string, place: PlaceOptions, environment: NodeJS.ProcessEnv): Promise<void> {
  const revoked: NamedToken | undefined = await withTokens(place, environment, (tokens) => tokens.revoke(id));
  if (!revoked)
    throw new CommandError(
      'refused',
      `There is no token with the id ${id}. List them: touchstone token list. The administrator's token of the first start is the file "token" of the keys folder: remove it and start the server again.`,
    );
  writeMessage(process.stdout, `The token of ${revoked.name} (${revoked.id}) lets nobody in any more.\n`);
}

async function withTokens<T>(
  { data, keys }: PlaceOptions,
  environment: NodeJS.ProcessEnv,
  work: Parameters<typeof openTokens<T>>[1],
): Promise<T> {
  const folder = resolve(keys ?? (environment['TOUCHSTONE_KEYS']?.trim() || `${data}.keys`));
  return openTokens({ keys: folder, postgres: environment['POSTGRES_URL']?.trim() ?? '' }, work);
}
