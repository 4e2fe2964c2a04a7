import { topicsError } from '../kafka/kafka-failures.js';

/** The topic holds messages that the client cannot decompress. Only a change in Kafka helps. */
class UnsupportedCompressionError extends Error {
  readonly code = 'unsupported-compression';
  constructor(topic: string, codec: string, options: ErrorOptions) {
    super(
      `Messages of topic ${topic} are compressed with ${codec}; only gzip can be read here, or none. Set compression.type of the topic to gzip or uncompressed, and send again to another topic what is compressed with ${codec} already.`,
      options,
    );
  }
}

/** What the client says where it meets a codec that it does not have. */
const MISSING_CODEC = /^(\w+) compression not implemented$/;

/** Why a topic cannot be read, with what to do. */
export function unreadableTopic(error: unknown, topic: string): Error & { readonly code: string } {
  for (let at = error; at instanceof Error; at = at.cause) {
    const codec = MISSING_CODEC.exec(at.message)?.[1];
    if (codec !== undefined) return new UnsupportedCompressionError(topic, codec.toLowerCase(), { cause: error });
  }
  return topicsError(error, topic);
}
