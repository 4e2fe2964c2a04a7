export {
  Access,
  type AccessStores,
  accessFiles,
  type FirstToken,
  openAccess,
  type OpenedAccess,
  principalNames,
} from './access/access.js';
export { PRINCIPAL_KINDS, type Principal, type PrincipalKind, type Role, ROLES } from './access/principal.js';
export type { NamedToken, TokenFor, TokenRecord, TokenStore } from './access/token-store.js';
export { Configuration } from './configuration/configuration.js';
export { ConfigurationError, loadConfiguration } from './configuration/load-configuration.js';
export { type FileSetting, type Setting, SETTINGS } from './configuration/settings.js';
export { type DataFolder, openDataFolder } from './data-folder/data-folder.js';
export { readIfThere, syncFolder, writeDurably } from './durable-file.js';
export { errorCode, withoutMessage } from './errors.js';
export { type CheckResult, type HealthCheck, HealthChecks } from './health/health-checks.js';
export { API_PATH } from './http/api-path.js';
export { type FieldProblem, ProblemError } from './problems/problem-error.js';
export { JsonProblemError } from './safe-json/json-problem.js';
export { parseJson } from './safe-json/parse-json.js';
export { Shutdown } from './shutdown/shutdown.js';
export { StartupError } from './startup-error.js';
export { CODE_PATTERN, constrained, IsCode, IsDayOrInstant, IsText } from './validation/constraints.js';
export { dayOf, dayOrInstantOf, INSTANT, instantOf } from './validation/instants.js';
export { shapesOf } from './validation/field-shape.js';
export { validate } from './validation/validate.js';
