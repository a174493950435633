/** Flags of which each can be read and that make no sense together. The message names them. */
export class FlagError extends Error {
  override readonly name = 'FlagError';
}
