/** Nest's name for the `Recorder` that the app provides. */
export const RECORDER = Symbol('Recorder');
/** Nest's name for the `KindRegistry` that the app provides. */
export const KINDS = Symbol('KindRegistry');
/** Nest's name for what the forms offer: `RecordingChoices`. */
export const CHOICES = Symbol('RecordingChoices');
