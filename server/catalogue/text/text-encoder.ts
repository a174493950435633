/** What turns a product's words into a vector of their meaning, whichever model does it. */

export interface TextEncoder {
  /** Names the model; vectors of two encoders are never mixed. */
  readonly id: string;
  /** Changes whenever the same text would get another vector. */
  readonly version: string;
  readonly dim: number;
  /** BCP 47, or `mul` for many. */
  readonly language: string;
  /** Texts that are best given together. */
  readonly batch: number;
  /** One row a text, in order. [texts, dim] */
  encode(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
  /** Frees what it holds; it encodes nothing afterwards. */
  dispose(): void;
}

/** A text encoder that cannot be had, or answers nonsense; the message says what to do. */
export class TextEncoderError extends Error {
  override readonly name = 'TextEncoderError';
}
