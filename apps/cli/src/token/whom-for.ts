import type { Role, TokenFor } from '#platform';
import { CommandError } from '#cli';

const LONGEST_NAME = 100;

/**
 * Whom a token is for, as the command line says.
 * @throws CommandError `wrong-usage`
 */
export async function whomFor(name: string, roles: readonly string[], kind: string | undefined): Promise<TokenFor> {
  const { ROLES } = await import('#platform');
  const trimmed = name.trim();
  if (trimmed === '' || trimmed.length > LONGEST_NAME || /\p{C}/u.test(trimmed))
    throw new CommandError('wrong-usage', `--name must have 1 to ${LONGEST_NAME} characters, none of them invisible.`);
  const known = ROLES.filter((role) => roles.includes(role));
  const unknown = roles.find((role) => !ROLES.some((each) => each === role));
  if (unknown !== undefined)
    throw new CommandError('wrong-usage', `There is no role ${JSON.stringify(unknown)}. Roles are ${ROLES.join(', ')}.`);
  if (kind !== undefined && kind !== 'person' && kind !== 'service')
    throw new CommandError('wrong-usage', '--kind must be person or service.');
  return { name: trimmed, roles: known, kind: kind ?? usualKind(known) };
}

function usualKind(roles: readonly Role[]): TokenFor['kind'] {
  return roles.every((role) => role === 'service') ? 'service' : 'person';
}
