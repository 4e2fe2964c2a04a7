import { forPostgres } from './portable-sql.js';

const TABLES = new Set(['edges', 'nodes', 'sharers']);

describe('The portable part of SQL', () => {
  it.each([
    [
      'numbers its question marks',
      'SELECT a FROM b WHERE c = ? AND d IN (?, ?)',
      'SELECT a FROM b WHERE c = $1 AND d IN ($2, $3)',
    ],
    ['keeps them in quotes', `SELECT '?', 'it''s ?', "?" FROM b WHERE c = ?`, `SELECT '?', 'it''s ?', "?" FROM b WHERE c = $1`],
    ['keeps them in comments', 'SELECT a -- why?\nFROM b WHERE c = ?', 'SELECT a -- why?\nFROM b WHERE c = $1'],
    [
      'finds its tables',
      'SELECT n.handle FROM nodes n JOIN edges e ON e.hub = n.handle',
      'SELECT n.handle FROM s.nodes n JOIN s.edges e ON e.hub = n.handle',
    ],
    [
      'finds them in sub-selects',
      'SELECT * FROM (SELECT hub FROM\n edges) AS x',
      'SELECT * FROM (SELECT hub FROM\n s.edges) AS x',
    ],
    [
      'leaves columns of a table’s name alone',
      'SELECT n.sharers, sharers FROM nodes n WHERE a IS DISTINCT FROM sharers',
      'SELECT n.sharers, sharers FROM s.nodes n WHERE a IS DISTINCT FROM sharers',
    ],
    ['leaves other tables alone', 'SELECT 1 FROM pg_class', 'SELECT 1 FROM pg_class'],
  ])('%s', (_claim, sql, expected) => {
    expect(forPostgres(sql, 's', TABLES)).toBe(expected);
  });
});
