import fc from 'fast-check';

/**
 * Checks that a law holds in `cases` made-up cases; LAW_RUNS=2000 tries each law that often instead. There is no limit of
 * time, so that never fewer cases were tried than are named here, and those that a precondition (`fc.pre`) leaves out do not
 * count.
 * @throws where the law does not hold in a case, with the smallest one like it, and where a precondition leaves out nearly all
 */
export async function holds<Case>(property: fc.IAsyncProperty<Case>, cases: number): Promise<void> {
  await fc.assert(property, { numRuns: Number(process.env['LAW_RUNS'] ?? cases), maxSkipsPerRun: 10 });
}
