/**
 * Memory of a worker thread. Batches make many short-lived objects at once; with the default of a few megabytes for the
 * young ones they outlive it, and collecting them costs several times as much. The old ones (mostly caches, which are
 * bounded) get a limit that makes the thread collect them in time; without it the process grows by hundreds of
 * megabytes that nobody uses.
 */
export const THREAD_MEMORY = { maxYoungGenerationSizeMb: 96, maxOldGenerationSizeMb: 288 } as const;
