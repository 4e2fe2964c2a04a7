import { timeText, type TimeStyle } from '../text/times.js';

interface TimestampProps {
  readonly at: string;
  readonly style?: TimeStyle;
}

/** A time in the reader's locale and zone; pointing at it shows it in full, as recorded. */
export function Timestamp({ at, style = 'moment' }: TimestampProps) {
  return (
    <time dateTime={at} title={at}>
      {timeText(at, style)}
    </time>
  );
}
