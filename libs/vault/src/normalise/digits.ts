/** Whether it is one character again and again; false for none. */
export function isOneDigitRepeated(digits: string): boolean {
  const [first] = digits;
  return first !== undefined && digits === first.repeat(digits.length);
}

/** Whether each digit is one more than that before it, or each one less; after 9 comes 0. */
export function isRunning(digits: string): boolean {
  if (!/^\d{2,}$/.test(digits)) return false;
  const step = (Number(digits[1]) - Number(digits[0]) + 10) % 10;
  if (step !== 1 && step !== 9) return false;
  return Array.from(digits).every((digit, at) => at === 0 || (Number(digit) - Number(digits[at - 1]) + 10) % 10 === step);
}
