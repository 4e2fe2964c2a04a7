import type { Command } from 'commander';
import { recordingCli } from '#recording/cli';
import type { CliContext, CliFace } from '#slice/cli';

/** The slices on the command line. A line each. */
const FACES: readonly CliFace[] = [recordingCli];

/** The commands of all slices. */
export function sliceCommands(context: CliContext): readonly Command[] {
  return FACES.flatMap((face) => face(context));
}
