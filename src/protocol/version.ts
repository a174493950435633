/** Version of the wire: reports carry it in a byte, JSON messages in their `format`. */
export const PROTOCOL_VERSION = 1;

/**
 * Every version that was ever spoken, oldest first. `schemaHash` is over the shapes of all messages; a test computes it
 * again, so that a change of the wire cannot happen silently: it needs a new entry here.
 */
export const VERSION_HISTORY: readonly {
  readonly version: number;
  readonly schemaHash: string;
  readonly note: string;
}[] = [
  {
    version: 1,
    schemaHash: 'd63d3f96837c9df295d13450290497b17155ed06a55a3d74603b512607da81f4',
    note: 'first wire: signed tasks, one binary report, aggregate shares, receipts',
  },
];
