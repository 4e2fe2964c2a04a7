import type { HttpFace } from '#slice/http';
import { IdentityController } from './http/identity.controller.js';
import { IdentityDecisionsController } from './http/identity-decisions.controller.js';

export const recognitionHttp: HttpFace = { writes: [IdentityDecisionsController], reads: [IdentityController] };
