/** The shopper's own word: what they switch off counts for nothing, and comes back when they say so. */
import 'fake-indexeddb/auto';
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { device } from '../../test/kit/ring-device.ts';
import { RING_SHOP, ringShops } from '../../test/kit/ring-shop.ts';
import { databaseName } from '../history/database.ts';

const { open: shop } = ringShops();
afterEach(() => Promise.all([RING_SHOP, 'one', 'never'].map((name) => deleteDB(databaseName(name)))));

/** The ring's products of the east come first. */
const HALF = 20;
const ALONE = { consent: { history: true, sync: false } };
const EAST_OFF = { trait: 'category', name: 'Ring > East', counts: false };
const east = ['p3', 'p4', 'p5', 'p6', 'p7', 'p8'];
/** Products of the ring's other half. */
const west = ['p32', 'p33', 'p34', 'p35', 'p36', 'p37'];

type Device = Awaited<ReturnType<typeof device>>;

/** Looks at products; a missing one passes the time that its look would have taken. */
async function walk({ look, clock }: Device, ids: readonly (string | undefined)[]): Promise<void> {
  for (const id of ids) {
    if (id === undefined) clock.advance(20_000);
    else await look(id);
  }
}

const isEast = (id: string) => Number(id.slice(1)) < HALF;
const idsOf = async ({ engine }: Device, placement: 'home' | 'related' | 'category' | 'continue', about = {}) =>
  (await engine.recommend({ placement, limit: 12, ...about })).items.map(({ product }) => String(product.id));

async function mixtureOf(name: string) {
  const database = await openDB(databaseName(name));
  const { mixture } = await database.get('state', 'expert-mixture');
  database.close();
  return mixture;
}

describe('the profile', () => {
  it('says what this shopper was looking at', async () => {
    const shopper = await device(await shop());
    await walk(shopper, [...east, 'p33', 'p34', 'p35', 'p36']);
    const { categories, hidden } = await shopper.engine.profile();
    expect(categories.map(({ name, counts }) => [name, counts])).toEqual([
      ['Ring > East', true],
      ['Ring > West', true],
    ]);
    expect(hidden).toEqual([]);
    await shopper.engine.hide('p33');
    expect((await shopper.engine.profile()).hidden).toEqual([{ productId: 'p33', title: 'Product p33' }]);
  });

  it('what is switched off counts for nothing: lists and mixture are of a shopper who never met it', async () => {
    const served = await shop();
    const startMs = Date.now();
    const one = await device(served, { ...ALONE, shop: 'one' }, {}, startMs);
    const never = await device(served, { ...ALONE, shop: 'never' }, {}, startMs);
    await walk(one, [...west, ...east, 'p38', 'p39']);
    await walk(never, [...west, ...east.map(() => undefined), 'p38', 'p39']);
    await one.idle();
    await never.idle();
    const before = await idsOf(one, 'home');
    expect(before.some(isEast)).toBe(true);
    expect(await one.engine.correct(EAST_OFF)).toBe(true);
    await one.idle();
    const mixture = await mixtureOf('one');
    expect(mixture.choices).toBeGreaterThan(0);
    expect(mixture).toEqual(await mixtureOf('never'));
    const list = await one.engine.recommend({ placement: 'home', limit: 12 });
    expect(list.basis).toBe('personal');
    const theirs = await never.engine.recommend({ placement: 'home', limit: 50 });
    // The others are left out; what remains stands as for the shopper who never met them.
    expect(list.items).toEqual(theirs.items.filter(({ product }) => !isEast(product.id)).slice(0, 12));
    const { categories } = await one.engine.profile();
    expect(categories.find(({ name }) => name === 'Ring > East')?.counts).toBe(false);
    await one.engine.correct({ ...EAST_OFF, counts: true });
    await one.idle();
    expect(await idsOf(one, 'home')).toEqual(before);
  });

  it('what is off is still shown where the shopper goes to it, and nowhere else', async () => {
    const shopper = await device(await shop());
    await walk(shopper, [...west, ...east]);
    expect((await idsOf(shopper, 'continue')).some(isEast)).toBe(true);
    await shopper.engine.correct(EAST_OFF);
    expect((await idsOf(shopper, 'continue')).some(isEast)).toBe(false);
    expect((await idsOf(shopper, 'related', { productId: 'p5' })).some(isEast)).toBe(true);
    expect((await idsOf(shopper, 'category', { category: 'Ring > East' })).every(isEast)).toBe(true);
    const beside = await idsOf(shopper, 'related', { productId: 'p20' });
    expect([beside.length > 0, beside.some(isEast)]).toEqual([true, false]);
    const above = await idsOf(shopper, 'category', { category: 'Ring' });
    expect([above.length > 0, above.some(isEast)]).toEqual([true, false]);
    // Nothing else was looked at: what is popular of the rest.
    await shopper.engine.forget({ fromMs: 0, toMs: shopper.clock.nowMs() - 6 * 20_000 + 1 });
    const list = await shopper.engine.recommend({ placement: 'home', limit: 12 });
    expect(list.basis).toBe('popular');
    expect(list.items.some(({ product }) => isEast(product.id))).toBe(false);
  });

  it('holds in another tab and on the next visit, and goes with a wipe', async () => {
    const served = await shop();
    const here = await device(served);
    const there = await device(served);
    await walk(here, [...west, ...east]);
    await here.engine.correct(EAST_OFF);
    expect((await idsOf(there, 'home')).some(isEast)).toBe(false);
    const later = await device(served);
    expect((await idsOf(later, 'home')).some(isEast)).toBe(false);
    await here.engine.wipe();
    await walk(here, east);
    expect((await idsOf(here, 'home')).some(isEast)).toBe(true);
  });

  it('a report is made of what counts alone', async () => {
    const shopper = await device(await shop());
    await walk(shopper, east);
    await shopper.engine.correct(EAST_OFF);
    await shopper.idle();
    expect((await shopper.engine.status()).sync.reportsSent).toBe(0);
    await walk(shopper, west);
    await shopper.idle();
    expect((await shopper.engine.status()).sync.reportsSent).toBe(1);
  });

  it('what is off takes no room from what counts, however much of it there is', async () => {
    const shopper = await device(await shop(), { consent: { history: false, sync: false } });
    await walk(shopper, [...west, ...Array.from({ length: 1100 }, (_, at) => `p${at % 10}`)]);
    await shopper.engine.correct(EAST_OFF);
    expect((await shopper.engine.recommend({ placement: 'home', limit: 4 })).basis).toBe('personal');
  });

  it('two tabs that correct at the same time both do, and what a wipe has taken does not come back', async () => {
    const served = await shop();
    const [here, there] = [await device(served), await device(served)];
    await walk(here, [...east, ...west]);
    await Promise.all([
      here.engine.correct(EAST_OFF),
      there.engine.correct({ trait: 'brand', name: 'Alba', counts: false }),
    ]);
    expect((await here.engine.exportHistory()).switchedOff).toEqual({
      ...{ categories: ['Ring > East'], brands: ['Alba'], price: false },
    });
    await Promise.all([here.engine.wipe(), there.engine.correct({ trait: 'price', counts: false })]);
    const { categories, brands } = (await here.engine.exportHistory()).switchedOff;
    expect([categories, brands]).toEqual([[], []]);
  });

  it('is not changed by what is no correction', async () => {
    const shopper = await device(await shop());
    await walk(shopper, east);
    const before = await shopper.engine.profile();
    expect(await shopper.engine.correct({ trait: 'category', name: 'Ring > East' })).toBe(false);
    expect(await shopper.engine.profile()).toEqual(before);
  });
});
