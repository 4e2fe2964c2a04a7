/** What is read is at most some two seconds old, also while an import makes it large commits. */
export const WHILE_SERVING = { eventsPerCommit: 20_000, secondsPerCommit: 1, secondsOfRest: 0.5 };
/** Nobody reads it yet: as large as progress and a stop can wait for. After a kill it goes on from the last commit. */
export const WHILE_BUILDING = { eventsPerCommit: 50_000, secondsPerCommit: 10 };
