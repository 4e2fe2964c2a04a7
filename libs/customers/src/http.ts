import type { HttpFace } from '#slice/http';
import { CustomersController } from './http/customers.controller.js';

export const customersHttp: HttpFace = { writes: [], reads: [CustomersController] };
