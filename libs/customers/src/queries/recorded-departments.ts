import type { ReadNeed, ReadSide } from '#slice';
import { CUSTOMERS } from '../views/tables.js';

/** The departments that anything was recorded of, in order. */
export const recordedDepartments: ReadNeed<Promise<readonly string[]>, Pick<ReadSide, 'reader'>> = {
  reads: [CUSTOMERS],
  async of(read) {
    const rows = await read
      .reader(CUSTOMERS)
      .all<{ department: string }>('SELECT department FROM departments ORDER BY department');
    return rows.map(({ department }) => department);
  },
};
