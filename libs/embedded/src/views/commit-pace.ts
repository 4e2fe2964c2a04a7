/*
 * SQLite writes each changed page once per commit, and in a large view nearly every row is on a page of its own: with a commit
 * per 2,000 events, 16 KB of log were written for each event, a third of a rebuild's time. So commits are large. A kill
 * loses only the last one, rows and checkpoint together. Building without a log would lose all of it; sorting changed rows in
 * memory takes as much memory and gains less.
 */

/** What is read is at most some two seconds old, also during an import, which makes few large commits. */
export const WHILE_SERVING = { eventsPerCommit: 20_000, secondsPerCommit: 1, secondsOfRest: 0.5 };
/** Nobody reads the edition yet: as large as a stop, or the next report of progress, can wait for. */
export const WHILE_BUILDING = { eventsPerCommit: 50_000, secondsPerCommit: 10 };
