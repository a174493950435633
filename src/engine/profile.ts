/** The profile of this browser's shopper, and their own word on it: kept in the history's state, read anew each time, since another tab may have changed it. */
import type { ProductId } from '../domain/ids.ts';
import type { Correction, ShopperProfile, SwitchedOff } from '../domain/shopper-profile.ts';
import type { HistoryStore } from '../history/history-store.ts';
import { rebuild } from '../learner/personal-state.ts';
import { profileOf } from '../learner/shopper-profile.ts';
import { corrected, parseSwitchedOff } from '../learner/switched-off.ts';
import { correctedModel } from './corrected-model.ts';
import type { ServingModel } from './serving-model.ts';

export interface Profile {
  /** What the shopper is taken for, from all that is remembered. @param model undefined: no release, so products have no category */
  read(model: ServingModel | undefined): Promise<ShopperProfile>;
  /** In one step, after which whatever was learned before it is void. */
  correct(correction: Correction): Promise<void>;
  switchedOff(): Promise<SwitchedOff>;
  /** The model without what the shopper has switched off. */
  appliedTo(model: ServingModel): Promise<ServingModel>;
}

const KEY = 'switched-off';

export function profileIn(history: HistoryStore): Profile {
  const switchedOff = async (): Promise<SwitchedOff> => parseSwitchedOff(await history.get(KEY));
  return {
    async read(model) {
      const productOf = (id: ProductId) => model?.productOf(id);
      const { events } = await history.since(undefined);
      const state = rebuild(
        events.map(({ event }) => event),
        productOf,
      );
      const currency = model?.release.products[0]?.currency;
      return profileOf(state, { off: await switchedOff(), currency, productOf });
    },
    async correct(correction) {
      await history.update(KEY, (before) => corrected(parseSwitchedOff(before), correction));
    },
    switchedOff,
    appliedTo: async (model) => correctedModel(model, await switchedOff()),
  };
}
