import { emailAddress } from './email-address.js';

/**
 * A mailbox that belongs to a task, not to a person: written and found like an e-mail address, but it does not identify a
 * person.
 */
export const ROLE_MAILBOX = 'role-mailbox';

/** Whether identifiers of this type are e-mail addresses. */
export function isEmail(type: string): boolean {
  return type === 'email' || type === ROLE_MAILBOX;
}

/**
 * A test for texts with an e-mail address (`emailAddress`) whose part before the @ is one of `names`, without regard to case, to the separators
 * `-`, `_` and `.`, and to a plus tag: `customerservice` is also `Customer-Service+web@example.org`.
 */
export function mailboxTest(names: readonly string[]): (text: string) => boolean {
  const known = new Set(names.map(withoutSeparators));
  return (text) => {
    const address = emailAddress(text);
    return address !== undefined && known.has(withoutSeparators(address.slice(0, address.lastIndexOf('@')).replace(/\+.*$/, '')));
  };
}

function withoutSeparators(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}
