import type { HttpFace } from '#slice/http';
import { QuarantineController } from './http/quarantine.controller.js';

export const quarantineHttp: HttpFace = { writes: [QuarantineController], reads: [] };
