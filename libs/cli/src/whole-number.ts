import { InvalidArgumentError } from 'commander';

/** Reads an option's value. @throws InvalidArgumentError for anything but a whole number above 0 */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('must be a whole number above 0');
  return value;
}
