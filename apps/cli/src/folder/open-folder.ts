import type { Embedded } from '#embedded';
import { codeOf } from '#cli';
import type { ReadSide } from '#slice';
import { version } from '../version.js';

export interface FolderChoice {
  /** Absolute. */
  readonly data: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Tunes the folder for a long import. */
  readonly bulk: boolean;
}

/** A data folder locked for this process. */
export interface OpenFolder {
  readonly at: 'folder';
  readonly data: string;
  readonly embedded: Embedded;
  readonly principals: ReadSide['principals'];
  /** The newest error that a thread reported. */
  failure(): Error | undefined;
  /** Finishes work in progress and releases the folder. */
  close(): Promise<void>;
}

/**
 * Opens a data folder with the server's settings (the same environment variables). `undefined` where another process has
 * it. What it needs is loaded here, so that commands which do not open a folder start quickly.
 * @throws StartupError and what `openEmbedded` throws
 */
export async function openFolder({ data, environment, bulk }: FolderChoice): Promise<OpenFolder | undefined> {
  await import('reflect-metadata');
  const [{ accessFiles, loadConfiguration, principalNames }, { openEmbedded }, { DEFINITION_SETTINGS, readDefinitions }] =
    await Promise.all([import('#platform'), import('#embedded'), import('#features')]);
  const { keys, region, files } = loadConfiguration({ ...environment, TOUCHSTONE_DATA: data }, { files: DEFINITION_SETTINGS });
  let failure: Error | undefined;
  let recorderFailed = false;
  try {
    const embedded = await openEmbedded({
      data,
      keys,
      region,
      bulk,
      createdBy: `touchstone ${version()}`,
      definitions: readDefinitions({ files }),
      log: {
        info: () => undefined,
        warn: () => undefined,
        error(fields) {
          failure = errorIn(fields);
        },
      },
      onFailure(error) {
        recorderFailed = true;
        failure = error;
      },
    });
    return {
      at: 'folder',
      data,
      principals: principalNames(accessFiles(keys)),
      embedded,
      failure: () => failure,
      // A thread that died answers nothing any more; what it had committed stays, and the rest frees the end of the process.
      close: () => (recorderFailed ? embedded.views.stop() : embedded.stop()),
    };
  } catch (error) {
    if (codeOf(error) === 'data-folder-busy') return undefined;
    throw error;
  }
}

function errorIn(fields: object): Error {
  return 'err' in fields && fields.err instanceof Error ? fields.err : new Error('a thread failed');
}
