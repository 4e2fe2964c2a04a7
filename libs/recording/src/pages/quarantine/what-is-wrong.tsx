import type { FieldProblem } from '#desk/text';
import { placeOf, type Place } from './body-text.js';
import { fieldSentence } from './describe-refused.js';
import styles from './quarantine.module.css';

interface WhatIsWrongProps {
  readonly errors: readonly FieldProblem[];
  /** The text as it stands now. */
  readonly text: string;
  readonly onShow: (place: Place) => void;
}

/** Each thing that is wrong, with the line where it is. */
export function WhatIsWrong({ errors, text, onShow }: WhatIsWrongProps) {
  return (
    <ul className={styles.wrong}>
      {errors.map((error) => {
        const [field, problem] = fieldSentence(error);
        return (
          <li key={`${error.field} ${error.problem}`}>
            <strong>{field}</strong> {problem}
            {error.remedy !== undefined && `${problem.endsWith('.') ? '' : '.'} ${error.remedy}`}{' '}
            <Line place={placeOf(text, error.field)} field={error.field} onShow={onShow} />
          </li>
        );
      })}
    </ul>
  );
}

interface LineProps {
  readonly place: Place | undefined;
  readonly field: string;
  readonly onShow: (place: Place) => void;
}

function Line({ place, field, onShow }: LineProps) {
  if (place === undefined) return null;
  return (
    <button type="button" className={styles.line} aria-label={`Show ${field}, line ${place.line}`} onClick={() => onShow(place)}>
      line {place.line}
    </button>
  );
}
