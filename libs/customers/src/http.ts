export { CustomersModule } from './http/customers.module.js';
