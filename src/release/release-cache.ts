/**
 * Where releases are kept between visits. The history's store has this shape; the engine hands it in, since rooms do
 * not import each other. May fail or forget: everything in it can be fetched again, and is verified when it comes out.
 */
export interface ReleaseCache {
  getBlob(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  putBlob(sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Removes all files but those named. */
  pruneBlobs(keep: readonly string[]): Promise<void>;
  get(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
}
