import { failureOf } from './server-failures.js';

describe('A server of EventStoreDB that is at its limits', () => {
  it.each([
    ['8 RESOURCE_EXHAUSTED: Received message exceeds the maximum configured message size.', 'too-large'],
    ['8 RESOURCE_EXHAUSTED: Received message larger than max (17000000 vs 16777216)', 'too-large'],
    ['8 RESOURCE_EXHAUSTED: Bandwidth exhausted or memory limit exceeded', 'busy'],
  ])('says %s', (message, failure) => {
    expect(failureOf(Object.assign(new Error(message), { code: 8 }))).toBe(failure);
  });
});
