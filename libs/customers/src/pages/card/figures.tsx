import { money, wordsFor } from '#desk/text';
import type { CountedKey, CustomerCard } from '#customers';
import styles from './card.module.css';

/** Counts as bars, in a table, so that they can be read out and compared. */
export function Bars({ caption, rows }: { readonly caption: string; readonly rows: readonly CountedKey[] }) {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  if (rows.length === 0) return null;
  return (
    <table className={styles.figures}>
      <caption>{caption}</caption>
      <tbody>
        {rows.map(({ key, count }) => (
          <tr key={key}>
            <th scope="row">{wordsFor(key)}</th>
            <td>
              <span className={styles.track} style={{ width: `${(100 * count) / most}%` }} />
            </td>
            <td style={{ width: '3.5em' }}>{count.toLocaleString()}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SUMS = ['purchases', 'refunds', 'costs', 'other'] as const;
const isZero = (value: string): boolean => /^-?0*\.?0*$/.test(value);

/** Sums per currency, exactly as the ledger adds them up. Sums of nothing are left out. */
export function Amounts({ amounts }: { readonly amounts: CustomerCard['amounts'] }) {
  return amounts.map((sums) => (
    <table key={sums.currency} className={styles.figures}>
      <caption>Amounts in {sums.currency}</caption>
      <tbody>
        {SUMS.filter((sum) => sum === 'purchases' || !isZero(sums[sum])).map((sum) => (
          <tr key={sum}>
            <th scope="row">{wordsFor(sum)}</th>
            <td>{money(sums[sum], sums.currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  ));
}
