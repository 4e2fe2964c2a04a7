export { IdentityModule } from './http/identity.module.js';
