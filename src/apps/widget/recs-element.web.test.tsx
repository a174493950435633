import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { PageEvent, Product, Reason, RecommendationList } from '../../index.ts';
import { createPage, type Page } from './page.ts';
import { defineRecsElement } from './recs-element.tsx';

const TITLES = ['Copper kettle', 'Linen apron', 'Teapot', 'Chopping board', 'Milk pan', 'Dripper', 'Spoons', 'Trivet'];
const reasons: Reason[] = [
  { kind: 'viewed', productId: 'x' as Product['id'], title: 'Steel kettle' },
  { kind: 'category', category: 'Kettles' },
];
const products = TITLES.map(
  (title, i) =>
    ({
      id: `p${i}`,
      title,
      url: i === 4 ? 'javascript:alert(1)' : `/p/${i}`,
      priceMinor: 1290 + 700 * i,
      currency: 'EUR',
      categoryPath: ['Kitchen'],
      inStock: i !== 3,
      ...(i === 1 && { compareAtPriceMinor: 2990 }),
      ...(i === 0 && { rating: { value: 4.25, count: 1200 } }),
    }) as unknown as Product,
);
let basis: RecommendationList['basis'];
let stock: readonly Product[];
/** Resolves when the engine may answer. */
let gate: Promise<void>;
let observed: PageEvent[];
let hides: string[];
let page: Page;

beforeAll(() => {
  // An element can be defined once; each test gets a page of its own behind it.
  defineRecsElement({
    join: (request, inView) => page.join(request, inView),
    setProduct() {},
    refresh() {},
    flush() {},
  });
});
beforeEach(() => {
  [basis, observed, hides, stock, gate] = ['personal', [], [], products, Promise.resolve()];
  document.body.lang = 'en';
  page = createPage({
    engine: {
      recommend: async ({ placement }) => {
        await gate;
        return { placement, basis, items: stock.map((product, i) => ({ product, score: -i, reasons })) };
      },
      observe: async (event) => {
        observed.push(event);
      },
      hide: async (id) => {
        hides.push(id);
      },
    },
    popular: async () => ({ basis: 'popular', products: [] }),
  });
});
afterEach(() => {
  document.body.replaceChildren();
});

/** Slots are drawn in a task after the one that connects them. */
function shadowOf(element: HTMLElement): Promise<ShadowRoot> {
  return vi.waitFor(() => {
    expect(element.shadowRoot).not.toBeNull();
    return element.shadowRoot as ShadowRoot;
  });
}

async function show(attributes = '') {
  document.body.insertAdjacentHTML(
    'beforeend',
    `<button>before</button><inkling-recs placement="home" ${attributes}></inkling-recs>`,
  );
  const element = document.querySelector('inkling-recs') as HTMLElement;
  const shadow = await shadowOf(element);
  const all = (selector: string) => [...shadow.querySelectorAll<HTMLElement>(selector)];
  const one = (selector: string) => all(selector)[0] as HTMLElement;
  await vi.waitFor(() => expect(all('.link').length).toBeGreaterThan(0));
  return { element, shadow, all, one };
}

describe('a card', () => {
  test('shows title, price, old price and rating in the words of the page; nothing sold out', async () => {
    const { all, one } = await show();
    expect(one('h2').textContent).toBe('For you');
    await vi.waitFor(() =>
      expect(all('.title').map((title) => title.textContent)).toEqual(TITLES.filter((_, i) => i !== 3)),
    );
    expect(one('.price').textContent).toBe('Price €12.90');
    expect(all('.price')[1]?.textContent).toBe('Price €19.90 Old price €29.90');
    expect(all('.price')[1]?.querySelector('s')?.textContent).toBe('€29.90');
    expect(one('.rating').textContent).toBe('★ 4.3 (1,200)Rated 4.3 of 5 by 1,200');
    expect(all('.rating')).toHaveLength(1);
    expect(one('.why').textContent).toBe('Why this? Because you looked at Steel kettle. Copper kettle');
  });

  test('a long list comes in parts, those in view first, and is whole soon after; a new one does not shrink it', async () => {
    stock = Array.from({ length: 20 }, (_, i) => ({ ...products[0], id: `a${i}` }) as unknown as Product);
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    document.body.insertAdjacentHTML('beforeend', '<inkling-recs placement="home" limit="20"></inkling-recs>');
    const shadow = await shadowOf(document.querySelector('inkling-recs') as HTMLElement);
    const all = (selector: string) => [...shadow.querySelectorAll<HTMLElement>(selector)];
    const counts: number[] = [];
    const watch = new MutationObserver(() => counts.push(all('.link').length));
    watch.observe(shadow, { childList: true, subtree: true });
    open();
    await vi.waitFor(() => expect(all('.link')).toHaveLength(20));
    expect(new Set(counts)).toEqual(new Set([6, 9, 12, 15, 18, 20]));
    counts.length = 0;
    stock = stock.map((product, i) => ({ ...product, id: `b${i}` }) as unknown as Product);
    page.refresh();
    await vi.waitFor(() => expect(all('.card').map(({ dataset }) => dataset.id)).toContain('b19'));
    watch.disconnect();
    expect(Math.min(...counts)).toBe(20);
  });

  test('links to http pages only', async () => {
    const { all } = await show();
    const links = all('.link').map((link) => link.getAttribute('href'));
    expect(links[0]).toBe(`${location.origin}/p/0`);
    expect(links[3]).toBeNull();
  });

  test('follows limit and heading, also when they change', async () => {
    const { element, all, one } = await show('limit="2" heading="Picked for you"');
    expect(all('.card')).toHaveLength(2);
    expect(one('h2').textContent).toBe('Picked for you');
    element.setAttribute('limit', '4');
    await vi.waitFor(() => expect(all('.card')).toHaveLength(4));
    element.removeAttribute('heading');
    await vi.waitFor(() => expect(one('h2').textContent).toBe('For you'));
  });

  test('a list for everyone is called popular, whatever the page calls it', async () => {
    basis = 'popular';
    const { one } = await show('heading="Picked for you"');
    expect(one('h2').textContent).toBe('Popular now');
  });

  test('tells the list it was opened from', async () => {
    const { one } = await show();
    one('.link').addEventListener('click', (event) => event.preventDefault());
    one('.link').click();
    expect(observed).toMatchObject([
      { name: 'select_item', parameters: { item_list_id: 'inkling:home', items: [{ item_id: 'p0' }] } },
    ]);
  });

  test('is counted as seen after a second in view, once', async () => {
    const { element } = await show('limit="2"');
    const seen = () => observed.filter(({ name }) => name === 'view_item_list');
    await vi.waitFor(() => expect(seen()).toHaveLength(1), { timeout: 4000 });
    expect(seen()[0]?.parameters).toEqual({
      item_list_id: 'inkling:home',
      items: [{ item_id: 'p0' }, { item_id: 'p1' }],
    });
    element.style.display = 'none';
    await new Promise((resolve) => setTimeout(resolve, 50));
    element.style.display = '';
    await new Promise((resolve) => setTimeout(resolve, 1800));
    expect(seen()).toHaveLength(1);
  });
});

describe('add to cart', () => {
  test('a shop that answers gets the product and the button says so', async () => {
    const asked: unknown[] = [];
    const answer = (event: Event) => {
      asked.push((event as CustomEvent).detail);
      event.preventDefault();
    };
    document.addEventListener('inkling:add-to-cart', answer);
    const { one } = await show();
    one('.add').click();
    await vi.waitFor(() => expect(one('.add').textContent).toBe('Added to cartCopper kettle'));
    expect(asked).toEqual([{ productId: 'p0', quantity: 1 }]);
    document.removeEventListener('inkling:add-to-cart', answer);
  });

  test('a shop that does not answer gets no false claim but a link to the product', async () => {
    const { one, shadow } = await show();
    one('.add').click();
    await vi.waitFor(() => expect(one('.add').tagName).toBe('A'));
    expect(one('.add').textContent).toBe('View product');
    expect(one('.add').getAttribute('href')).toBe(`${location.origin}/p/0`);
    expect(shadow.activeElement).toBe(one('.add'));
  });
});

describe('why this?', () => {
  test('stands in the name and the tooltip of its button, once', async () => {
    const { all } = await show();
    const buttons = all('.why');
    expect(buttons.map((button) => button.textContent?.match(/Why this\?/g))).toEqual(buttons.map(() => ['Why this?']));
    expect(new Set(buttons.map((button) => button.title))).toEqual(new Set(['Why this?']));
    expect(all('.why .line')[0]?.textContent).toBe('Because you looked at Steel kettle');
  });

  test('names the causes and gives the focus back when it closes', async () => {
    const { one, all, shadow } = await show();
    one('.why').focus();
    await userEvent.keyboard('{Enter}');
    await vi.waitFor(() => expect((one('dialog') as HTMLDialogElement).open).toBe(true));
    expect(all('.causes li').map((cause) => cause.textContent)).toEqual([
      'Because you looked at Steel kettle',
      'Because you look at Kettles',
    ]);
    expect(one('.privacy').textContent).toContain('Computed on this device');
    expect(one('dialog').contains(shadow.activeElement)).toBe(true);
    await userEvent.keyboard('{Escape}');
    await vi.waitFor(() => expect(all('dialog')).toHaveLength(0));
    expect(shadow.activeElement).toBe(one('.why'));
  });

  test('"Not interested" leaves a note in the place; undo brings the card and the focus back', async () => {
    const { one, all, shadow } = await show();
    one('.why').click();
    await vi.waitFor(() => expect(all('dialog')).toHaveLength(1));
    one('[part=hide]').click();
    await vi.waitFor(() => expect(shadow.activeElement).toBe(one('[part=undo]')));
    expect(all('.card')).toHaveLength(7);
    expect(all('.card')[0]?.textContent).toContain('You will not see this again.');
    expect(all('dialog')).toHaveLength(0);
    one('[part=undo]').click();
    await vi.waitFor(() => expect(one('.title').textContent).toBe('Copper kettle'));
    await vi.waitFor(() => expect(shadow.activeElement).toBe(one('.link')));
    expect(hides).toEqual([]);
  });

  test('what stays hidden is told to the engine when the page goes', async () => {
    const { one, all } = await show();
    one('.why').click();
    await vi.waitFor(() => expect(all('dialog')).toHaveLength(1));
    one('[part=hide]').click();
    page.flush();
    expect(hides).toEqual(['p0']);
    await vi.waitFor(() => expect(all('[part=undo]')).toHaveLength(0));
  });
});

describe('keyboard', () => {
  test('Tab goes through arrows, then link, add and why of each card', async () => {
    const { shadow } = await show();
    document.querySelector('button')?.focus();
    const walk: string[] = [];
    for (let i = 0; i < 6; i++) {
      await userEvent.keyboard('{Tab}');
      const { activeElement } = shadow;
      walk.push(activeElement?.getAttribute('aria-label') ?? activeElement?.getAttribute('part') ?? 'nothing');
    }
    expect(walk).toEqual(['Show earlier products', 'Show more products', 'link', 'add', 'why', 'link']);
  });

  test.each([
    ['ltr', '{ArrowRight}'],
    ['rtl', '{ArrowLeft}'],
  ])('in %s %s goes to the next card', async (direction, key) => {
    document.body.dir = direction;
    const { all, one, shadow } = await show();
    one('.link').focus();
    await userEvent.keyboard(key);
    expect(shadow.activeElement).toBe(all('.link')[1]);
    document.body.dir = '';
  });

  test('the arrow button scrolls towards the end of the line and then rests, focus kept', async () => {
    const { one, all, shadow } = await show();
    const [back, forward] = all('.arrow') as [HTMLElement, HTMLElement];
    expect(back.getAttribute('aria-disabled')).toBe('true');
    forward.focus();
    for (let i = 0; i < 6 && forward.getAttribute('aria-disabled') !== 'true'; i++) {
      await userEvent.keyboard('{Enter}');
      await new Promise((resolve) => setTimeout(resolve, 600));
    }
    expect(forward.getAttribute('aria-disabled')).toBe('true');
    expect(back.getAttribute('aria-disabled')).toBe('false');
    expect(one('.cards').scrollLeft).toBeGreaterThan(0);
    expect(shadow.activeElement).toBe(forward);
  });
});

describe('space and colour', () => {
  test.each([320, 700, 1000, 1300])('at %i px skeleton, list and empty slot are equally tall', async (width) => {
    document.body.style.inlineSize = `${width}px`;
    let open = () => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    document.body.insertAdjacentHTML('beforeend', '<inkling-recs placement="home"></inkling-recs>');
    const element = document.querySelector('inkling-recs') as HTMLElement;
    const has = (selector: string) =>
      vi.waitFor(() => expect(element.shadowRoot?.querySelector(selector)).toBeTruthy());
    const heights: number[] = [];
    await has('.skeleton');
    heights.push(element.offsetHeight);
    open();
    await has('.link');
    heights.push(element.offsetHeight);
    const { bottom = 0 } = element.shadowRoot?.querySelector('.why')?.getBoundingClientRect() ?? {};
    expect(bottom).toBeLessThanOrEqual(element.getBoundingClientRect().bottom);
    stock = [];
    element.remove();
    document.body.append(element);
    await has('.empty');
    heights.push(element.offsetHeight);
    expect(new Set(heights).size).toBe(1);
    document.body.style.inlineSize = '';
  });

  test('the last card in view is visible in part', async () => {
    const { one, all } = await show();
    const row = one('.cards').getBoundingClientRect();
    const cut = all('.card').filter((card) => {
      const { left, right } = card.getBoundingClientRect();
      return left < row.right - 20 && right > row.right + 20;
    });
    expect(cut).toHaveLength(1);
  });

  test('light text makes the sheet dark', async () => {
    document.body.style.color = 'rgb(230, 232, 240)';
    const { one, all } = await show();
    one('.why').click();
    await vi.waitFor(() => expect(all('dialog')).toHaveLength(1));
    expect(getComputedStyle(one('dialog')).colorScheme).toBe('dark');
    document.body.style.color = '';
  });

  test('a slot that leaves and comes back draws again', async () => {
    const { element, all } = await show();
    element.remove();
    document.body.append(element);
    await vi.waitFor(() => expect(all('.link').length).toBeGreaterThan(0));
  });
});
