/** In words, from how long the part that is done took. `done` and `rest` are parts of the same whole. */
export function timeLeft(done: number, rest: number, elapsedMs: number): string {
  if (done <= 0.001) return 'time left: not known yet';
  const seconds = Math.round(((rest / done) * elapsedMs) / 1000);
  if (seconds < 60) return `${seconds} s left`;
  return seconds < 3600
    ? `${Math.round(seconds / 60)} min left`
    : `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min left`;
}
