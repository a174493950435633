declare const brand: unique symbol;

/** A `Value` that only its own parser can make, so that two kinds of string never mix. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
