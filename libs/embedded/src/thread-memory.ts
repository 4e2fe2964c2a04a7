/**
 * Room for short-lived objects in a worker thread. Batches make many of them at once; with the default of a few
 * megabytes they outlive the young generation and collecting them costs several times as much.
 */
export const YOUNG_GENERATION = { maxYoungGenerationSizeMb: 128 } as const;
