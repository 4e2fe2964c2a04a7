/**
 * Memory of a worker thread. Batches make many short-lived objects at once; with the default young generation of a few
 * megabytes they are promoted to the old one, where collecting them costs several times as much. The old generation (mostly
 * caches, which are bounded) gets a limit, because a worker's heap grows for as long as there is room: without it an
 * import of a million touchpoints took 1.4 GB, most of it garbage.
 */
export const THREAD_MEMORY = { maxYoungGenerationSizeMb: 96, maxOldGenerationSizeMb: 288 } as const;
