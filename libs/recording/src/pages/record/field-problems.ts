import type { ApiProblem, FieldProblem } from '#desk/text';

/** Finds what the server said of a field, however it writes the path: `parties[0].name`, `parties.0.name`, `/parties/0/name`. */
export function problemOfField(problem: ApiProblem | undefined, field: string): string | undefined {
  const found = problem?.errors.find((error) => plainPath(error.field) === field);
  return found === undefined ? undefined : sentence(found);
}

const plainPath = (field: string): string =>
  field
    .replaceAll(/\[(\w+)\]/g, '.$1')
    .replaceAll('/', '.')
    .replace(/^\./, '');

const sentence = ({ problem, remedy }: FieldProblem): string => (remedy === undefined ? problem : `${problem}. ${remedy}`);
