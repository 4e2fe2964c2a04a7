import { testTopics } from '../testing/test-topics.js';
import { describeTopics } from './describe-topics.js';

describe('The AsyncAPI document', () => {
  it('has all topics, and references that lead somewhere', () => {
    const { all, topics } = testTopics();
    const document = describeTopics('1.2.3', topics) as {
      info: { version: string };
      channels: Record<string, { address: string }>;
    };
    expect(document.info.version).toBe('1.2.3');
    expect(Object.values(document.channels).map(({ address }) => address)).toEqual(all.map(({ name }) => name));
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? '');
    expect(references.length).toBeGreaterThanOrEqual(3 * all.length);
    for (const path of references) {
      const target = path.split('/').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], document);
      expect([path, typeof target]).toEqual([path, 'object']);
    }
  });
});
