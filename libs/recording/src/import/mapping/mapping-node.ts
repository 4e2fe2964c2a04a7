import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { CommandError } from '#cli';

const MOST_PROBLEMS = 100;
const LONGEST_PROBLEM = 2000;

/** One mistake in a mapping file. */
export interface MappingProblem {
  /** 1 = first line of the mapping file. */
  readonly line: number;
  /** Where it stands, for instance `touchpoint.parties[0].role`. */
  readonly field: string;
  readonly problem: string;
}

/** The mapping file has mistakes; all that could be found are named, at most 100. */
export class MappingError extends CommandError {
  constructor(readonly problems: readonly MappingProblem[]) {
    super(
      'invalid-mapping',
      problems.map((p) => `line ${p.line}: ${p.field === '' ? '' : `${p.field}: `}${p.problem}`).join('\n'),
    );
  }
}

/** A place in a mapping file: reads what stands there and notes each mistake with its line, so that all are named at once. */
export class MappingNode {
  #children: ReadonlyMap<string, unknown> | undefined;

  private constructor(
    private readonly node: Node | undefined,
    readonly field: string,
    private readonly lines: LineCounter,
    private readonly problems: MappingProblem[],
    private readonly fallbackLine: number,
  ) {}

  /** @throws MappingError where the text is no YAML. */
  static parse(text: string): MappingNode {
    const lines = new LineCounter();
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const problems = document.errors.slice(0, MOST_PROBLEMS).map((error) => ({
      line: lines.linePos(error.pos[0]).line,
      field: '',
      problem: error.message,
    }));
    if (problems.length > 0) throw new MappingError(problems);
    return new MappingNode(document.contents ?? undefined, '', lines, [], 1);
  }

  get exists(): boolean {
    return this.node !== undefined;
  }

  get isMap(): boolean {
    return isMap(this.node);
  }

  get isList(): boolean {
    return isSeq(this.node);
  }

  get keys(): readonly string[] {
    return isMap(this.node) ? this.node.items.map((pair) => (isScalar(pair.key) ? String(pair.key.value) : '')) : [];
  }

  /** The value under `key`; one that does not exist where there is none. */
  at(key: string): MappingNode {
    if (!isMap(this.node)) return this.child(undefined, this.field === '' ? key : `${this.field}.${key}`);
    this.#children ??= new Map(
      this.node.items.flatMap(({ key: name, value }) => (isScalar(name) ? [[String(name.value), value]] : [])),
    );
    return this.child(this.#children.get(key), this.field === '' ? key : `${this.field}.${key}`);
  }

  /** The items of a list; anything else is one item. */
  items(): MappingNode[] {
    if (!isSeq(this.node)) return this.exists ? [this] : [];
    return this.node.items.map((item, index) => this.child(item, `${this.field}[${index}]`));
  }

  /** The scalar that stands here, as written in YAML; a number that JavaScript cannot count to is a text. */
  scalar(): string | number | boolean | undefined {
    if (!isScalar(this.node)) {
      if (this.exists) this.fail('must be a single value');
      return undefined;
    }
    const { value, source } = this.node;
    if (typeof value === 'boolean') return value;
    if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? value : (source ?? '');
    return typeof value === 'string' ? value : (source ?? '');
  }

  /** The text that stands here; a number or a date is taken as it is written. */
  text(): string | undefined {
    const value = this.scalar();
    return value === undefined
      ? undefined
      : isScalar(this.node) && typeof value === 'number'
        ? (this.node.source ?? String(value))
        : String(value);
  }

  oneOf<T extends string>(choices: readonly T[]): T | undefined {
    const value = this.text();
    if (value === undefined) return undefined;
    const choice = choices.find((each) => each === value);
    if (choice === undefined) this.fail(`must be one of ${choices.join(', ')}`);
    return choice;
  }

  flag(otherwise: boolean): boolean {
    if (!this.exists) return otherwise;
    const value = this.scalar();
    if (typeof value !== 'boolean') this.fail('must be true or false');
    return value === true;
  }

  /** Notes a mistake for every key that is not among `known`. */
  only(known: readonly string[]): void {
    if (this.exists && !this.isMap) this.fail(`must be a set of fields: ${known.join(', ')}`);
    for (const key of this.keys)
      if (!known.includes(key)) this.at(key).fail(`is not known here; possible are ${known.join(', ')}`);
  }

  /** Notes a mistake, unless very many were noted before. */
  fail(problem: string): void {
    if (this.problems.length >= MOST_PROBLEMS) return;
    const shown = problem.length > LONGEST_PROBLEM ? `${problem.slice(0, LONGEST_PROBLEM - 1).toWellFormed()}…` : problem;
    this.problems.push({ line: this.line, field: this.field, problem: shown });
  }

  /** @throws MappingError where a mistake was noted anywhere in the file. */
  check(): void {
    if (this.problems.length > 0) throw new MappingError(this.problems.toSorted((a, b) => a.line - b.line));
  }

  private get line(): number {
    const start = this.node?.range?.[0];
    return start === undefined ? this.fallbackLine : this.lines.linePos(start).line;
  }

  private child(node: unknown, field: string): MappingNode {
    return new MappingNode((node as Node | null) ?? undefined, field, this.lines, this.problems, this.line);
  }
}
