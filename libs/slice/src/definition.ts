/**
 * Something that a company defines in a text of its own, such as rules or kinds: the file that a setting names, or what is
 * built in. Texts cross threads; each program parses them for itself.
 */
export interface DefinitionSource<Value = unknown> {
  /** The environment variable that names the file. */
  readonly setting: string;
  /** One sentence for the README. */
  readonly meaning: string;
  /**
   * @param text what the file holds; `undefined` where none is named
   * @throws an error with a stable `code` that says where the text is wrong
   */
  parse(text: string | undefined): Value;
}
