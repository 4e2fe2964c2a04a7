import { openRoutes } from '../../apps/touchstone/src/routes-alone.js';
import { type ApiDocument, fieldName, fieldsOf, type Path, resolved, type Schema } from '../hostile/described-fields.js';

const TOKEN = 'a-token-for-tests-of-24-characters-or-more';

describe('The description of what is sent', () => {
  let document: ApiDocument;
  beforeAll(async () => {
    const app = await openRoutes(TOKEN);
    const { body } = await app.inject({ url: '/openapi.json', headers: { authorization: `Bearer ${TOKEN}` } });
    document = JSON.parse(body) as ApiDocument;
    await app.close();
  });

  const at = (schema: Schema, [step, ...rest]: Path): Schema => {
    const whole = resolved(schema, document);
    if (step === undefined) return whole;
    return at((typeof step === 'number' ? whole.items : whole.properties?.[step]) ?? {}, rest);
  };

  it.each(['TouchpointBody', 'IdentityDecisionBody', 'DiscardBody'])('bounds every text and every list of a %s', (name) => {
    const body: Schema = { $ref: `#/components/schemas/${name}` };
    const unbounded = fieldsOf(body, document).filter((path) => {
      const { type, ...bounds } = at(body, path);
      if (type === 'array') return !('maxItems' in bounds);
      return type === 'string' && !['maxLength', 'pattern', 'enum', 'format'].some((bound) => bound in bounds);
    });
    expect(unbounded.map(fieldName)).toEqual([]);
  });

  it('says of a field what its validation says', () => {
    const touchpoint: Schema = { $ref: '#/components/schemas/TouchpointBody' };
    expect(at(touchpoint, ['externalId'])).toMatchObject({ minLength: 1, maxLength: 200, pattern: expect.any(String) });
    expect(at(touchpoint, ['topics'])).toMatchObject({ maxItems: 50, items: { type: 'string', maxLength: 100 } });
    expect(at(touchpoint, ['parties', 0, 'address', 'country'])).toMatchObject({ pattern: '^[A-Z]{2}$' });
    const { pattern = '' } = at(touchpoint, ['externalId']) as { readonly pattern?: string };
    const code = new RegExp(pattern, 'u');
    expect(['call-8812', ' ', 'a\u0007b', '\u202egnp'].map((text) => code.test(text))).toEqual([true, false, false, false]);
  });

  it('states the rule of what is absent', () => {
    expect(document.info.description).toContain('null is absent');
  });
});
