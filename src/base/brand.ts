declare const brand: unique symbol;

/**
 * A `Value` that only its own parser can make, so that two kinds of string never mix. The names are keys, so that a
 * brand on a brand holds both: as plain literals they would contradict each other, and the type would be `never`.
 */
export type Brand<Value, Name extends string> = Value & {
  readonly [brand]: { readonly [Key in Name]: true };
};
