import type { CustomerSources } from '../customer-sources.js';

/**
 * The same sources for the parts of one answer: a question that several parts have is asked once. Keeps every answer, so
 * it is for one request and thrown away with it.
 */
export function memoisedSources({ customers, identity, vault, ledger }: CustomerSources): CustomerSources {
  const answers = new Map<string, Promise<unknown>>();
  const once = <A extends readonly unknown[], R>(name: string, ask: (...args: A) => Promise<R>) => {
    return (...args: A): Promise<R> => {
      const question = name + JSON.stringify(args);
      const known = answers.get(question);
      if (known) return known as Promise<R>;
      const answer = ask(...args);
      answers.set(question, answer);
      return answer;
    };
  };
  return {
    customers: {
      all: once('all', (sql, params) => customers.all(sql, params)) as typeof customers.all,
      position: once('position', () => customers.position()),
    },
    identity: {
      customersOf: once('customersOf', (handles) => identity.customersOf(handles)),
      alsoStatedBy: once('alsoStatedBy', (handles, most) => identity.alsoStatedBy(handles, most)),
      handlesOf: once('handlesOf', (ids) => identity.handlesOf(ids)),
      members: once('members', (ids) => identity.members(ids)),
      membersAt: once('membersAt', (id, moment) => identity.membersAt(id, moment)),
      aliases: once('aliases', (id) => identity.aliases(id)),
      formerIds: once('formerIds', (handles) => identity.formerIds(handles)),
      openReviews: once('openReviews', (id) => identity.openReviews(id)),
    },
    vault,
    ledger,
  };
}
