import { ApiProblem } from '#desk/text';
import { problemOfField } from './field-problems.js';

const problem = (field: string) =>
  new ApiProblem(400, 'invalid', 'Not accepted', '', [{ field, problem: 'is empty', remedy: 'Enter one' }]);

describe('what the server said of a field', () => {
  it.each(['parties[0].identifiers[1].value', 'parties.0.identifiers.1.value', '/parties/0/identifiers/1/value'])(
    'is found as %s',
    (written) => expect(problemOfField(problem(written), 'parties.0.identifiers.1.value')).toBe('is empty. Enter one'),
  );

  it('is not shown at another field', () => {
    expect(problemOfField(problem('parties[1].name'), 'parties.0.name')).toBeUndefined();
    expect(problemOfField(undefined, 'kind')).toBeUndefined();
  });
});
