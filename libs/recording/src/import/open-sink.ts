import { setPriority } from 'node:os';
import type { CliContext, PlaceChoice } from '#slice/cli';
import { writeMessage } from '#text';
import { FolderSink } from './folder-sink.js';
import { HttpSink } from './http-sink.js';
import { progressFolder } from './import-progress.js';
import type { TouchpointSink } from './touchpoint-sink.js';

/** Where an import goes, and where its progress is kept. */
export interface OpenedSink {
  readonly sink: TouchpointSink;
  readonly folder: string;
}

/**
 * Opens the sink: the data folder, which is made where there is none, or a server. People are told which.
 * @throws what `CliContext.open` throws
 */
export async function openSink(context: CliContext, choice: PlaceChoice): Promise<OpenedSink> {
  const { environment, terminal } = context;
  const place = await context.open({ ...choice, make: true, bulk: true, doing: 'recording over HTTP' });
  if (place.at === 'folder') {
    writeMessage(terminal.progress, `Recording into the data folder ${place.data}.\n`);
    return { sink: new FolderSink(place), folder: progressFolder(place.data, environment) };
  }
  // The server may be on this machine: people's look-ups go before the reading of a file.
  setPriority(10);
  return { sink: new HttpSink(place), folder: progressFolder(place.usesFolder ? choice.data : undefined, environment) };
}
