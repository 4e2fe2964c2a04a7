import type { CliFace } from '#slice/cli';
import { importCommand } from './import/import-command.js';

export const recordingCli: CliFace = (context) => [importCommand(context)];
