/** Every word the widget says. `{title}` and the like are filled in; a merchant replaces any of them. */
export const strings = {
  forYou: 'For you',
  mayAlsoLike: 'You may also like',
  relatedToThis: 'Related to this',
  popularNow: 'Popular now',
  fromOurRange: 'From our range',
  continueLooking: 'Continue where you left off',
  buyAgain: 'Buy again',
  earlier: 'Show earlier products',
  later: 'Show more products',
  addToCart: 'Add to cart',
  added: 'Added to cart',
  viewProduct: 'View product',
  oldPrice: 'Old price',
  price: 'Price',
  rated: 'Rated {value} of 5 by {count}',
  why: 'Why this?',
  whyViewed: 'Because you looked at {title}',
  whyBought: 'Because you bought {title}',
  whyInCart: 'Because {title} is in your cart',
  whyCategory: 'Because you look at {category}',
  whyBrand: 'Because you look at {brand}',
  whySimilar: 'Similar to {title}',
  whyPopular: 'Many shoppers like it',
  whyRange: 'Part of the range of this shop',
  whyUnknown: 'It fits what you looked at before',
  privacyPersonal: 'Computed on this device. What you looked at is not sent to a server.',
  privacyPopular: 'This list is the same for every shopper.',
  notInterested: 'Not interested',
  close: 'Close',
  hidden: 'You will not see this again.',
  undo: 'Undo',
};
export type Strings = typeof strings;

/** Replaces the words given; names that are not ours and values that are no text are left out. */
export function replaceStrings(words: unknown): void {
  if (typeof words !== 'object' || words === null) return;
  for (const [name, text] of Object.entries(words)) {
    if (Object.hasOwn(strings, name) && typeof text === 'string') strings[name as keyof Strings] = text;
  }
}

/** `text` with each `{name}` replaced by the value of that name. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? '') : whole,
  );
}
