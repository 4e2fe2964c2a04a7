import type { ViewReader } from '#views';

/** The departments that anything was recorded of, in order. */
export async function recordedDepartments(reader: ViewReader): Promise<readonly string[]> {
  const rows = await reader.all<{ department: string }>('SELECT department FROM departments ORDER BY department');
  return rows.map(({ department }) => department);
}
