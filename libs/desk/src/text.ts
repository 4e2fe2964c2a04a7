/** What a page says: words, amounts, times and problems. Loads nothing of the browser, so that what uses only this is tested alone. */
export { ApiProblem, asProblem, type FieldProblem } from './api/problem.js';
export { dayOf, localToRfc3339, rfc3339ToLocal, timeText } from './text/times.js';
export { counted, distinctNames, money, wordsFor } from './text/words.js';
