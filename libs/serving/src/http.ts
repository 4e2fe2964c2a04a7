export { createProgram, type Program, type RunningProgram, startProgram } from './start-program.js';
export { watchSeals } from './watch-seals.js';
export { watchCommands, watchViews } from './watch-views.js';
export { VIEWS_OPERATIONS, ViewsController, type ViewsOperations } from './views.controller.js';
