import type { HttpFace } from '#slice/http';
import { KindsController } from './http/kinds.controller.js';
import { TouchpointsController } from './http/touchpoints.controller.js';

export const recordingHttp: HttpFace = { writes: [TouchpointsController, KindsController], reads: [] };
