/** A release as it serves a shopper who has switched off parts of their profile. */
import { FEATURES } from '../../models/candidate-features.ts';
import { logitsOf } from '../../models/ranker-logits.ts';
import { LEVEL_MARK } from '../domain/product.ts';
import type { SwitchedOff } from '../domain/shopper-profile.ts';
import type { LearnerModel } from '../learner/learner-model.ts';
import { isOffCategory, isSwitchedOff, NOTHING_OFF } from '../learner/switched-off.ts';
import type { ServingModel } from './serving-model.ts';

const PRICE = FEATURES.indexOf('price');

/** Lives as long as `model`, whose it is in all but what is off. */
export function correctedModel(model: ServingModel, off: SwitchedOff): ServingModel {
  const said = JSON.stringify(off);
  if (said === JSON.stringify(NOTHING_OFF)) return model;
  return {
    ...model,
    key: `${model.key} ${said}`,
    counts(id) {
      const product = model.productOf(id);
      return !product || !isSwitchedOff(off, product);
    },
    isOff: (category) => category !== undefined && isOffCategory(off, category.split(LEVEL_MARK)),
    // What is fitted to a shopper for a report reads no prices either.
    ...(off.price && { learnable: withoutPrices(model.learnable) }),
    async listAfter(input) {
      const scored = await model.listAfter(input);
      if (!off.price) return scored;
      const features = scored.features.slice();
      // The mean of the candidates: no price is nearer to this shopper than another.
      for (let at = PRICE; at < features.length; at += FEATURES.length) features[at] = 0;
      return { ...scored, features, logits: await logitsOf(model.learnable.shared, features) };
    },
  };
}

/** Every product of unknown price: the feature is the same for all of them. */
function withoutPrices(model: LearnerModel): LearnerModel {
  const { tables } = model;
  const price = new Uint8Array(tables.attributes.price.length);
  return { ...model, tables: { ...tables, attributes: { ...tables.attributes, price } } };
}
