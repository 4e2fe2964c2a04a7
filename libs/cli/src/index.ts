export { CommandError, codeOf, exitCodeFor, folderError, messageOf } from './command-error.js';
export { placeChoice, type PlaceOptions, withPlaceOptions } from './place-options.js';
export { ProgressDisplay, type ProgressNews } from './progress-display.js';
export { requireServer, withSlash } from './server/busy-folder.js';
export { RefusedByServerError, serverPlace } from './server/server-place.js';
export { serverAddress } from './server/server-address.js';
export { timeLeft } from './time-left.js';
export { untilInterrupted } from './until-interrupted.js';
export { wholeNumber } from './whole-number.js';
