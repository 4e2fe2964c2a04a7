/** For an edition that serves: readers see what was recorded at most some two seconds ago, also while an import makes commits large. */
export const WHILE_SERVING = { eventsPerCommit: 20_000, secondsPerCommit: 1, secondsOfRest: 0.5 };
/** For an edition that is being built and not read yet: commits as large as the progress display and a stop can wait for. */
export const WHILE_BUILDING = { eventsPerCommit: 50_000, secondsPerCommit: 10 };
