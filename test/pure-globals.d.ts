/** The platform names that pure code may use: every browser and Node have them. */
declare const crypto: {
  readonly subtle: {
    digest(algorithm: string, data: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer>;
  };
};
