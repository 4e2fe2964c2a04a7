import { touchpointRecorded } from '#events';
import { defineSlice } from '#slice';
import { recordingChoices, type RecordingChoicesNeeds } from './queries/recording-choices.js';
import { touchpointsTopic, type TouchpointsTopicNeeds } from './topics/touchpoints.js';

/** Touchpoints: recorded once, whoever sends them. */
export function recording(needs: RecordingChoicesNeeds & TouchpointsTopicNeeds) {
  return defineSlice({
    name: 'recording',
    events: { TouchpointRecorded: touchpointRecorded },
    commands: { RecordTouchpoint: async () => (await import('./commands/record-touchpoint.js')).recordTouchpoint(needs) },
    queries: { RecordingChoices: recordingChoices(needs) },
    topics: { touchpoints: touchpointsTopic(needs) },
    problems: {
      conflict: { status: 409, title: 'Recorded before with other content' },
      'append-too-large': { status: 413, title: 'The touchpoint is too large' },
    },
  });
}

export type RecordingSlice = ReturnType<typeof recording>;
