/** A feed, or the catalogue made of it, that cannot be used as a whole; the message names file or flag and says what to do. */
export class FeedError extends Error {
  override readonly name = 'FeedError';
}
